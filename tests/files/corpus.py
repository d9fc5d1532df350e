"""Files as people and their telephones send them, each with something that tells where it comes from."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

MARK = "Krastev-TellTale"  # stands in everything that must not be left
SEEN = (42.6977, 23.3219)
UPRIGHT, TURNED = 1, 6
_GPS, _EXIF, _ORIENTATION, _MAKER, _ARTIST, _NOTE = 0x8825, 0x8769, 0x0112, 0x010F, 0x013B, 0x9286


def picture(width: int = 320, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right, so that turning it is seen."""
    drawn = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(drawn).rectangle((width // 2, 0, width, height), fill=(30, 30, 200))
    return drawn


def exif(orientation: int = UPRIGHT, *, seen: tuple[float, float] | None = SEEN) -> bytes:
    """EXIF with a name, a place and a note."""
    data = Image.Exif()
    data[_ORIENTATION], data[_MAKER], data[_ARTIST] = orientation, MARK, MARK
    data.get_ifd(_EXIF)[_NOTE] = MARK.encode()
    if seen is not None:
        lat, lon = seen
        data.get_ifd(_GPS).update({1: "N", 2: _parts(lat), 3: "E", 4: _parts(lon)})
    return data.tobytes()


def _parts(degrees: float) -> tuple[IFDRational, ...]:
    whole, rest = divmod(degrees, 1)
    minutes, rest = divmod(rest * 60, 1)
    return (IFDRational(int(whole)), IFDRational(int(minutes)), IFDRational(round(rest * 60_000), 1000))


def xmp() -> bytes:
    return (
        f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>{MARK}</rdf:Description>'
        f"</rdf:RDF></x:xmpmeta>"
    ).encode()


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


@cache
def jpeg(orientation: int = UPRIGHT, *, progressive: bool = False) -> bytes:
    """A JPEG with EXIF, GPS, a small picture in EXIF, XMP, IPTC, a comment, a profile and bytes behind its end."""
    out = io.BytesIO()
    picture().save(out, "JPEG", exif=exif(orientation), comment=MARK.encode(), progressive=progressive)
    plain = out.getvalue()
    thumbnail = segment(0xE1, b"Exif\0\0" + exif(seen=None)[6:] + _small())
    iptc = segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(MARK)) + MARK.encode())
    parts = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp()) + iptc + thumbnail
    tables = plain.index(b"\xff\xdb")
    return plain[:tables] + parts + plain[tables:] + MARK.encode()


def _small() -> bytes:
    out = io.BytesIO()
    picture(32, 20).save(out, "JPEG", comment=MARK.encode())
    return out.getvalue()


@cache
def png() -> bytes:
    """A PNG with text, compressed text, XMP, EXIF and bytes behind its end."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", MARK)
    told.add_text("Location", MARK, zip=True)
    told.add_itxt("XML:com.adobe.xmp", xmp().decode())
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=told, exif=exif())
    return out.getvalue() + MARK.encode()


@cache
def webp() -> bytes:
    out = io.BytesIO()
    picture().save(out, "WEBP", exif=exif(TURNED), xmp=xmp())
    return out.getvalue()


@cache
def heic() -> bytes:
    """As an iPhone sends it: HEIC with EXIF, turned, with XMP."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    picture().save(out, "HEIF", exif=exif(TURNED), xmp=xmp())
    return out.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG whose header promises this many pixels, in a few bytes."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = part(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + part(b"IEND", b"")


@cache
def jpeg_of_size(width: int, height: int, *, progressive: bool = False) -> bytes:
    """A grey JPEG with so many pixels."""
    out = io.BytesIO()
    Image.new("L", (width, height), 120).save(out, "JPEG", quality=30, progressive=progressive)
    return out.getvalue()


@cache
def pdf() -> bytes:
    """A document with an author, XMP, a script, an attachment, a link that starts a program and a photo with GPS."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    photo = pikepdf.Stream(made, jpeg())
    photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    photo.Width, photo.Height, photo.ColorSpace, photo.BitsPerComponent = 320, 200, pikepdf.Name.DeviceRGB, 8
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    page.obj.Contents = made.make_stream(b"q 200 0 0 200 0 0 cm /P Do Q")
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}')")
    start = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=MARK, Type=pikepdf.Name.Action)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=start, T=MARK
    )
    page.obj.Annots = pikepdf.Array([made.make_indirect(note)])
    made.Root.OpenAction = script
    made.Root.AA = pikepdf.Dictionary(WC=script)
    made.docinfo["/Author"] = MARK
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [MARK]
    made.attachments["secret.txt"] = pikepdf.AttachedFileSpec(  # type: ignore[call-arg]
        made, MARK.encode(), filename=MARK
    )
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue() + MARK.encode()


@cache
def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    out = io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()
