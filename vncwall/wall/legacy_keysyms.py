"""Keysyms that X had for letters before it numbered them by Unicode.

An old server looks a keysym up in the keyboard map of its desktop, and the map holds these
numbers: a Russian desktop has Cyrillic_ef, not the keysym of U+0444. So where an old number
exists it is sent. The facts are the X11 keysym list's (keysymdef.h): Latin 2, 3, 4 and 9,
Arabic, Cyrillic, Greek, Hebrew, Thai and the Euro sign.
"""

from __future__ import annotations

# code point:keysym, hexadecimal; *n: so many successive ones
_TABLE = """
0100:03c0 0101:03e0 0102:01c3 0103:01e3 0104:01a1 0105:01b1 0106:01c6 0107:01e6 0108:02c6
0109:02e6 010a:02c5 010b:02e5 010c:01c8 010d:01e8 010e:01cf 010f:01ef 0110:01d0 0111:01f0
0112:03aa 0113:03ba 0116:03cc 0117:03ec 0118:01ca 0119:01ea 011a:01cc 011b:01ec 011c:02d8
011d:02f8 011e:02ab 011f:02bb 0120:02d5 0121:02f5 0122:03ab 0123:03bb 0124:02a6 0125:02b6
0126:02a1 0127:02b1 0128:03a5 0129:03b5 012a:03cf 012b:03ef 012e:03c7 012f:03e7 0130:02a9
0131:02b9 0134:02ac 0135:02bc 0136:03d3 0137:03f3 0138:03a2 0139:01c5 013a:01e5 013b:03a6
013c:03b6 013d:01a5 013e:01b5 0141:01a3 0142:01b3 0143:01d1 0144:01f1 0145:03d1 0146:03f1
0147:01d2 0148:01f2 014a:03bd 014b:03bf 014c:03d2 014d:03f2 0150:01d5 0151:01f5 0152:13bc*2
0154:01c0 0155:01e0 0156:03a3 0157:03b3 0158:01d8 0159:01f8 015a:01a6 015b:01b6 015c:02de
015d:02fe 015e:01aa 015f:01ba 0160:01a9 0161:01b9 0162:01de 0163:01fe 0164:01ab 0165:01bb
0166:03ac 0167:03bc 0168:03dd 0169:03fd 016a:03de 016b:03fe 016c:02dd 016d:02fd 016e:01d9
016f:01f9 0170:01db 0171:01fb 0172:03d9 0173:03f9 0178:13be 0179:01ac 017a:01bc 017b:01af
017c:01bf 017d:01ae 017e:01be 02c7:01b7 02d8:01a2 02d9:01ff 02db:01b2 02dd:01bd 0385:07ae
0386:07a1 0388:07a2*3 038c:07a7 038e:07a8 038f:07ab 0390:07b6 0391:07c1*17 03a3:07d2 03a4:07d4*6
03aa:07a5 03ab:07a9 03ac:07b1*4 03b0:07ba 03b1:07e1*17 03c2:07f3 03c3:07f2 03c4:07f4*6 03ca:07b5
03cb:07b9 03cc:07b7*2 03ce:07bb 0401:06b3 0402:06b1*2 0404:06b4*9 040e:06be*2 0410:06e1*2
0412:06f7 0413:06e7 0414:06e4*2 0416:06f6 0417:06fa 0418:06e9*8 0420:06f2*4 0424:06e6 0425:06e8
0426:06e3 0427:06fe 0428:06fb 0429:06fd 042a:06ff 042b:06f9 042c:06f8 042d:06fc 042e:06e0
042f:06f1 0430:06c1*2 0432:06d7 0433:06c7 0434:06c4*2 0436:06d6 0437:06da 0438:06c9*8
0440:06d2*4 0444:06c6 0445:06c8 0446:06c3 0447:06de 0448:06db 0449:06dd 044a:06df 044b:06d9
044c:06d8 044d:06dc 044e:06c0 044f:06d1 0451:06a3 0452:06a1*2 0454:06a4*9 045e:06ae*2 0490:06bd
0491:06ad 05d0:0ce0*27 060c:05ac 061b:05bb 061f:05bf 0621:05c1*26 0640:05e0*19 0e01:0da1*58
0e3f:0ddf*15 0e50:0df0*10 2015:07af 2017:0cdf 20ac:20ac 2116:06b0
"""


def _read(table: str) -> dict[int, int]:
    result: dict[int, int] = {}
    for entry in table.split():
        pair, _, count = entry.partition("*")
        code_point, keysym = (int(number, 16) for number in pair.split(":"))
        for offset in range(int(count or 1)):
            result[code_point + offset] = keysym + offset
    return result


LEGACY_KEYSYMS: dict[int, int] = _read(_TABLE)
"""Unicode code point to keysym."""
