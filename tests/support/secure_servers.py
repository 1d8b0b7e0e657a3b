"""Servers for every login, written from rfbproto and not from our code: scripts for `Line`."""

from __future__ import annotations

import hashlib
import ssl
import struct
from collections.abc import Callable
from functools import partial

from Crypto.Cipher import AES, DES, PKCS1_v1_5
from Crypto.PublicKey import RSA

from tests.support import wire
from tests.support.secure_line import CERTIFICATES, Script, Side, farewell, hello
from vncwall.security import HostKey, KeyKind, SecurityMethod

USER, PASSWORD = b"user", b"secret12"
CHALLENGE = bytes(range(16))
ANSWER = bytes.fromhex("adcd997f8e16fee575e973f93c2b62b4")  # by openssl enc -des-ecb
SERVER_RSA = RSA.import_key((CERTIFICATES / "rsa.pem").read_bytes())


def certificate(name: str) -> HostKey:
    """Return the certificate of `name` as a server is known by it."""
    pem = (CERTIFICATES / f"{name}.pem").read_text()
    der = ssl.PEM_cert_to_DER_cert(pem[: pem.index("-----END CERT")] + "-----END CERTIFICATE-----")
    text = hashlib.sha256(der).hexdigest().upper()
    pairs = ":".join(text[at : at + 2] for at in range(0, len(text), 2))
    return HostKey(KeyKind.CERTIFICATE, pairs)


def rsa_wire(key: RSA.RsaKey) -> bytes:
    """Return a public key as RSA-AES sends it."""
    bits = key.n.bit_length()
    size = (bits + 7) // 8
    return struct.pack(">I", bits) + key.n.to_bytes(size, "big") + key.e.to_bytes(size, "big")


def rsa_key() -> HostKey:
    """Return the RSA key as the server is known by it."""
    digest = hashlib.sha256(rsa_wire(SERVER_RSA)).digest()
    return HostKey(KeyKind.RSA, ":".join(f"{byte:02X}" for byte in digest))


TRUSTED = (certificate("own"), rsa_key())


def none(side: Side) -> Script:
    yield from hello(side, 1)
    yield from farewell(side)


def challenge(side: Side) -> Script:
    """VNC Authentication, after its choice."""
    side.write(CHALLENGE)
    yield from side.expect(ANSWER)


def vnc(side: Side) -> Script:
    yield from hello(side, 2)
    yield from challenge(side)
    yield from farewell(side)


def names(side: Side) -> Script:
    """Plain, after its choice."""
    yield from side.expect(struct.pack(">II", len(USER), len(PASSWORD)) + USER + PASSWORD)


def vencrypt(side: Side, *, subtype: int, offered: tuple[int, ...] = ()) -> Script:
    offered = offered or (subtype,)
    yield from hello(side, 19)
    side.write(b"\0\2")
    yield from side.expect(b"\0\2")
    side.write(b"\0" + struct.pack(f">B{len(offered)}I", len(offered), *offered))
    yield from side.expect(struct.pack(">I", subtype))
    if subtype > 256:
        side.write(b"\1")
        yield from side.start_tls(None if subtype < 260 else "own")
    if subtype in (2, 258, 261):
        yield from challenge(side)
    elif subtype in (256, 259, 262):
        yield from names(side)
    yield from farewell(side)


def tls(side: Side, *, inner: int, banner: bytes = wire.BANNER_38) -> Script:
    yield from hello(side, 18, banner)
    yield from side.start_tls(None)
    side.write(bytes([1, inner]))
    yield from side.expect(bytes([inner]))
    if inner == 2:
        yield from challenge(side)
    yield from farewell(side, has_result=inner == 2 or banner == wire.BANNER_38)


def tight(side: Side, *, login: int, tunnels: bool = False) -> Script:
    """What TightVNC sends; `login` 0: it wants none and does not ask for a choice."""
    capabilities = {
        1: struct.pack(">i4s8s", 1, b"STDV", b"NOAUTH__"),
        2: struct.pack(">i4s8s", 2, b"STDV", b"VNCAUTH_"),
        129: struct.pack(">i4s8s", 129, b"TGHT", b"ULGNAUTH"),
    }
    yield from hello(side, 16)
    side.write(struct.pack(">I", tunnels))
    if tunnels:
        side.write(struct.pack(">i4s8s", 0, b"TGHT", b"NOTUNNEL"))
        yield from side.expect(bytes(4))
    side.write(struct.pack(">I", bool(login)) + capabilities.get(login, b""))
    if login:
        yield from side.expect(struct.pack(">i", login))
    if login == 2:
        yield from challenge(side)
    elif login == 129:
        yield from names(side)
    messages = struct.pack(">i4s8s", 252, b"TGHT", b"FTS_CAPS") * 3
    yield from farewell(side, after_init=struct.pack(">HHHH", 1, 1, 1, 0) + messages)


def ra2(side: Side, *, number: int, subtype: int = 1) -> Script:
    size, digest = (32, hashlib.sha256) if number >= 129 else (16, hashlib.sha1)
    yield from hello(side, number)
    own_wire = rsa_wire(SERVER_RSA)
    side.write(own_wire)
    head = yield from side.read(4)
    length = (int.from_bytes(head, "big") + 7) // 8
    body = yield from side.read(2 * length)
    client_wire = head + body
    client = RSA.construct(
        (int.from_bytes(body[:length], "big"), int.from_bytes(body[length:], "big"))
    )
    own_random = bytes(range(100, 100 + size))
    sealed = PKCS1_v1_5.new(client).encrypt(own_random)
    side.write(struct.pack(">H", len(sealed)) + sealed)
    (sealed_size,) = struct.unpack(">H", (yield from side.read(2)))
    client_random = PKCS1_v1_5.new(SERVER_RSA).decrypt((yield from side.read(sealed_size)), b"")
    assert len(client_random) == size
    side.start_eax(
        sending=digest(client_random + own_random).digest()[:size],
        receiving=digest(own_random + client_random).digest()[:size],
    )
    side.write(digest(own_wire + client_wire).digest())
    yield from side.expect(digest(client_wire + own_wire).digest())
    side.write(bytes([subtype]))
    user = USER if subtype == 1 else b""
    yield from side.expect(bytes([len(user)]) + user + bytes([len(PASSWORD)]) + PASSWORD)
    if number in (6, 130):
        side.stop_eax()
    yield from farewell(side)


def apple_dh(side: Side) -> Script:
    prime = int(
        "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
        "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
        "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
        "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
        16,
    )  # RFC 2409, 6.2
    size, private = 128, 0x1234567890ABCDEF1234567890ABCDEF
    yield from hello(side, 30)
    side.write(struct.pack(">HH", 2, size) + prime.to_bytes(size, "big"))
    side.write(pow(2, private, prime).to_bytes(size, "big"))
    encrypted = yield from side.read(128)
    public = int.from_bytes((yield from side.read(size)), "big")
    secret = pow(public, private, prime).to_bytes(size, "big")
    plain = AES.new(hashlib.md5(secret).digest(), AES.MODE_ECB).decrypt(encrypted)
    assert plain[:64].split(b"\0")[0] == USER
    assert plain[64:].split(b"\0")[0] == PASSWORD
    yield from farewell(side)


def ms_logon(side: Side) -> Script:
    generator, prime, private = 3, 0xFFFFFFFFFFFFFFC5, 0x1D2C3B4A59687796
    yield from hello(side, 113)
    side.write(struct.pack(">QQQ", generator, prime, pow(generator, private, prime)))
    (public,) = struct.unpack(">Q", (yield from side.read(8)))
    secret = pow(public, private, prime).to_bytes(8, "big")
    key = bytes(int(f"{byte:08b}"[::-1], 2) for byte in secret)
    for size, text in ((256, USER), (64, PASSWORD)):
        data = yield from side.read(size)
        plain = DES.new(key, DES.MODE_CBC, iv=secret).decrypt(data)
        assert plain.split(b"\0")[0] == text
    yield from farewell(side)


SERVERS: dict[str, tuple[SecurityMethod, Callable[[Side], Script]]] = {
    "none": (SecurityMethod.NONE, none),
    "vnc": (SecurityMethod.VNC, vnc),
    "vencrypt-plain": (SecurityMethod.PLAIN, partial(vencrypt, subtype=256)),
    "vencrypt-tls-none": (SecurityMethod.TLS_NONE, partial(vencrypt, subtype=257)),
    "vencrypt-tls-vnc": (SecurityMethod.TLS_VNC, partial(vencrypt, subtype=258)),
    "vencrypt-tls-plain": (SecurityMethod.TLS_PLAIN, partial(vencrypt, subtype=259)),
    "vencrypt-x509-none": (SecurityMethod.X509_NONE, partial(vencrypt, subtype=260)),
    "vencrypt-x509-vnc": (SecurityMethod.X509_VNC, partial(vencrypt, subtype=261)),
    "vencrypt-x509-plain": (SecurityMethod.X509_PLAIN, partial(vencrypt, subtype=262)),
    "vencrypt-vnc": (SecurityMethod.VNC, partial(vencrypt, subtype=2)),
    "tls-none": (SecurityMethod.TLS_NONE, partial(tls, inner=1)),
    "tls-vnc": (SecurityMethod.TLS_VNC, partial(tls, inner=2)),
    "tls-none-3.7": (SecurityMethod.TLS_NONE, partial(tls, inner=1, banner=wire.BANNER_37)),
    "tls-vnc-3.7": (SecurityMethod.TLS_VNC, partial(tls, inner=2, banner=wire.BANNER_37)),
    "tight": (SecurityMethod.NONE, partial(tight, login=0)),
    "tight-none": (SecurityMethod.NONE, partial(tight, login=1)),
    "tight-vnc": (SecurityMethod.VNC, partial(tight, login=2)),
    "tight-vnc-tunnel": (SecurityMethod.VNC, partial(tight, login=2, tunnels=True)),
    "tight-plain": (SecurityMethod.PLAIN, partial(tight, login=129)),
    "ra2": (SecurityMethod.RA2, partial(ra2, number=5)),
    "ra2-password": (SecurityMethod.RA2, partial(ra2, number=5, subtype=2)),
    "ra2ne": (SecurityMethod.RA2NE, partial(ra2, number=6)),
    "ra2-256": (SecurityMethod.RA2_256, partial(ra2, number=129)),
    "ra2ne-256": (SecurityMethod.RA2NE_256, partial(ra2, number=130)),
    "apple-dh": (SecurityMethod.APPLE_DH, apple_dh),
    "ms-logon": (SecurityMethod.MS_LOGON, ms_logon),
}
"""Each with what it comes to, by names for the tests."""
