"""The program's typeface: subsets of Noto Sans 2.015, SIL Open Font License 1.1 (OFL.txt).

Regular and SemiBold, width 100, made from the variable font with
``fonttools varLib.instancer`` and ``pyftsubset`` for Latin, Greek, Cyrillic, punctuation and
currency signs; all figures are 572/1000 em wide. The licence declares no reserved font name.
"""
