"""The program's typeface: subsets of Noto Sans 2.015, SIL Open Font License 1.1 (OFL.txt).

Regular and SemiBold, width 100, made from the variable font with
``fonttools varLib.instancer`` and ``pyftsubset`` for Latin, Greek, Cyrillic, punctuation and
currency signs; all figures are 572/1000 em wide. The licence declares no reserved font name.

"NotoSansBengali-Regular.ttf" and "-Bold" (Noto Sans Bengali, its block with all layout features),
"NotoSansCJK-Regular.otf" (Noto Sans CJK SC 2.004, the characters of GB 2312, of Big5's first level,
of JIS X 0208 and of KS X 1001) and "NotoEmoji-Regular.ttf" (Noto Emoji 3.006, single characters in
one colour) are subsets made with ``pyftsubset`` under the same licence.
"""
