"""Writes packages/angio-io/test/fixtures/images/: small images of every kind and what Pillow and numpy read from them.

Files that Pillow cannot write are put together byte by byte from the formats' specifications, and read by Pillow all the
same; where it cannot read them either, the values are numpy's own. Run from the repository's root:
/usr/bin/python3 scripts/oracles/images.py
"""
import base64
import io
import json
import os
import struct
import zlib
import numpy as np
import PIL
from PIL import Image, ImageOps

OUT = "packages/angio-io/test/fixtures/images"
os.makedirs(OUT, exist_ok=True)
for name in os.listdir(OUT):
    os.remove(f"{OUT}/{name}")
y, x = np.mgrid[0:16, 0:16]
# No symmetry, so that no turn of it is another one, and smooth enough for JPEG.
ramp = np.round(15 + 11 * x + 3 * y + 20 * (x > 11) * (y < 5)).astype(np.uint8)
grey = Image.fromarray(ramp)
cases = []


def put(name, data):
    if isinstance(data, bytes):
        with open(f"{OUT}/{name}", "wb") as file:
            file.write(data)
    return f"{OUT}/{name}"


def case(name, values, options=None, tolerance=0):
    values = np.asarray(values)
    assert values.shape == (16, 16) and values.dtype == np.uint8, (name, values.shape, values.dtype)
    cases.append({"file": name, "grey": base64.b64encode(values.tobytes()).decode(), "tolerance": tolerance, **({"options": options} if options else {})})


def read(name):
    with Image.open(f"{OUT}/{name}") as image:
        # Pillow turns TIFF files when it loads them, but leaves the tag that says so.
        turned = image if image.format == "TIFF" else ImageOps.exif_transpose(image)
        return np.asarray(turned.convert("RGB").convert("L"))


def save(name, image, tolerance=0, **options):
    image.save(f"{OUT}/{name}", **options)
    case(name, read(name), tolerance=tolerance)


def scaled(values, low, high):
    """numpy's rounding of values between low and high to 0 … 255, by way of 16 bits."""
    unit = np.clip((np.asarray(values, np.float64) - low) / (high - low), 0, 1)
    return np.floor(np.floor(unit * 65535 + 0.5) / 257 + 0.5).astype(np.uint8)


# JPEG
save("grey.jpg", grey, 2, quality=95)
save("rgb.jpg", grey.convert("RGB"), 2, quality=95)
save("progressive.jpg", grey, 2, quality=95, progressive=True)
save("subsampled.jpg", grey.convert("RGB"), 2, quality=95, subsampling=2)
# Without a profile there is no right answer; what matters is that black stays dark and white light.
save("cmyk.jpg", grey.convert("RGB").convert("CMYK"), 40, quality=95)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(f"orientation-{orientation}.jpg", grey, 2, quality=95, exif=exif)
    if orientation in (3, 6):
        save(f"orientation-{orientation}.png", grey, exif=exif)
        save(f"orientation-{orientation}.webp", grey.convert("RGB"), lossless=True, exif=exif)
        save(f"orientation-{orientation}.tif", grey, tiffinfo={274: orientation})

# PNG
save("grey.png", grey)
save("rgb.png", grey.convert("RGB"))
save("palette.png", grey.convert("P"))
save("1-bit.png", grey.convert("1"))
alpha = np.dstack([ramp, ramp, ramp, (x * 16).astype(np.uint8)])
Image.fromarray(alpha).save(f"{OUT}/alpha.png")
case("alpha.png", ramp)
Image.fromarray(np.dstack([ramp, 255 - ramp])).save(f"{OUT}/grey-alpha.png")
case("grey-alpha.png", ramp)
transparent = grey.convert("P")
transparent.save(f"{OUT}/palette-transparent.png", transparency=bytes(range(0, 256)))
case("palette-transparent.png", ramp)


def png(values, colour, depth, interlace=False):
    """A PNG file (ISO/IEC 15948) of rows of 16-bit values."""
    height, width = values.shape[:2]

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def rows(part):
        return b"".join(b"\0" + row.astype(">u2" if depth == 16 else "u1").tobytes() for row in part)

    adam7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    data = b"".join(rows(values[r::dr, c::dc]) for r, c, dr, dc in adam7) if interlace else rows(values)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlace))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


put("interlaced.png", png(ramp, 0, 8, True))
case("interlaced.png", read("interlaced.png"))
deep = ramp.astype(np.uint16) * 257 - 100
put("16-bit.png", png(deep, 0, 16))
case("16-bit.png", scaled(deep, 0, 65535))
put("16-bit-rgb.png", png(np.dstack([deep] * 3), 2, 16))
case("16-bit-rgb.png", scaled(deep, 0, 65535), tolerance=1)
put("16-bit-alpha.png", png(np.dstack([deep, deep * 0]), 4, 16))
case("16-bit-alpha.png", scaled(deep, 0, 65535))
twelve = ramp.astype(np.uint16) * 16 + 3
put("12-bit.png", png(twelve, 0, 16))
case("12-bit.png", scaled(twelve, 0, 65535), {"range": "full"})
case("12-bit.png", scaled(twelve, twelve.min(), twelve.max()), {"range": "stored"})
case("12-bit.png", scaled(twelve, 0, 4095), {"range": [0, 4095]})
case("12-bit.png", scaled(twelve, 1000, 2000), {"range": [1000, 2000]})

# TIFF
save("grey.tif", grey)
save("lzw.tif", grey, compression="tiff_lzw")
save("deflate.tif", grey, compression="tiff_adobe_deflate")
save("packbits.tif", grey, compression="packbits")
save("rgb.tif", grey.convert("RGB"))
save("palette.tif", grey.convert("P"))
save("1-bit.tif", grey.convert("1"))
Image.fromarray(deep).save(f"{OUT}/16-bit.tif")
case("16-bit.tif", scaled(deep, 0, 65535))
put("16-bit-big-endian.tif", b"")
Image.fromarray(deep.astype(">u2")).save(f"{OUT}/16-bit-big-endian.tif")
case("16-bit-big-endian.tif", scaled(np.asarray(Image.open(f"{OUT}/16-bit-big-endian.tif")), 0, 65535))
unit = (ramp / 255).astype(np.float32)
Image.fromarray(unit).save(f"{OUT}/float.tif")
case("float.tif", scaled(unit, 0, 1))
case("float.tif", scaled(unit, unit.min(), unit.max()), {"range": "stored"})
hounsfield = (ramp * 8.0 - 1000).astype(np.float32)
Image.fromarray(hounsfield).save(f"{OUT}/float-wide.tif")
case("float-wide.tif", scaled(hounsfield, -1000, 1000), {"range": [-1000, 1000]})
Image.fromarray(ramp.astype(np.int32) * 1000).save(f"{OUT}/32-bit.tif")
case("32-bit.tif", scaled(ramp.astype(np.int32) * 1000, 0, 255000), {"range": [0, 255000]})
second = Image.fromarray(255 - ramp)
grey.save(f"{OUT}/pages.tif", save_all=True, append_images=[second])
case("pages.tif", ramp, {"page": 0})
case("pages.tif", 255 - ramp, {"page": 1})


def tiff(data, bits, sample_format, photometric=1):
    """A TIFF file (TIFF 6.0) of one strip."""
    tags = [(256, 16), (257, 16), (258, bits), (259, 1), (262, photometric), (273, 8 + 2 + 120 + 4), (277, 1)]
    tags += [(278, 16), (279, len(data)), (339, sample_format)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0) + data


put("white-is-zero.tif", tiff((255 - ramp).tobytes(), 8, 1, 0))
case("white-is-zero.tif", read("white-is-zero.tif"))
put("16-bit-white-is-zero.tif", tiff((65535 - deep).astype("<u2").tobytes(), 16, 1, 0))
case("16-bit-white-is-zero.tif", scaled(deep, 0, 65535))
put("signed.tif", tiff((deep.astype(np.int32) - 32768).astype("<i2").tobytes(), 16, 2))
put("float-16.tif", tiff(unit.astype("<f2").tobytes(), 16, 3))
put("float-nan.tif", tiff(np.where(x == 3, np.nan, unit).astype("<f4").tobytes(), 32, 3))

# WebP
save("lossless.webp", grey.convert("RGB"), lossless=True)
save("lossy.webp", grey.convert("RGB"), 12, quality=95)
Image.fromarray(alpha).save(f"{OUT}/alpha.webp", lossless=True, exact=True)
case("alpha.webp", ramp)
grey.convert("RGB").save(f"{OUT}/animated.webp", save_all=True, append_images=[second.convert("RGB")], lossless=True)
case("animated.webp", 255 - ramp, {"page": 1})

# Of formats that are not read
grey.save(f"{OUT}/grey.gif")

# BMP ([MS-WMF] 2.2.2.3): Pillow writes 1, 8, 24 and 32 bits from the bottom, and reads the others.
h, w = 9, 13
rng = np.random.default_rng(9)
table = np.stack([np.arange(256), 255 - np.arange(256), (np.arange(256) * 7) % 256], 1).astype(np.uint8)
bitmaps = []


def bitmap(name, check=None, pillow=True):
    values = check
    if pillow:
        with Image.open(f"{OUT}/{name}") as image:
            values = np.asarray(image.convert("RGB"))
    if check is not None:
        assert np.abs(values.astype(int) - check).max() <= 1, name
    bitmaps.append({"file": name, "width": values.shape[1], "height": values.shape[0], "rgb": base64.b64encode(values.tobytes()).decode()})


def padded(row):
    return row + b"\0" * (-len(row) % 4)


def bmp(bits, rows, palette=b"", compression=0, masks=b"", top_down=False, core=False, header=40, gap=0):
    data = rows if isinstance(rows, bytes) else b"".join(padded(row) for row in (rows if top_down else rows[::-1]))
    if core:
        info = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, w, -h if top_down else h, 1, bits, compression, len(data), 2835, 2835, len(palette) // 4, 0)
        info += masks + b"\0" * (header - 40 - len(masks)) if header > 40 else masks
    start = 14 + len(info) + len(palette) + gap
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + palette + b"\0" * gap + data


def quads(count, size=4):
    return b"".join(bytes(table[i][::-1]) + b"\0" * (size - 3) for i in range(count))


index8 = rng.integers(0, 200, (h, w))
index4 = rng.integers(0, 16, (h, w))
rgb = rng.integers(0, 256, (h, w, 3))
rows8 = [row.astype(np.uint8).tobytes() for row in index8]
rows4 = [bytes(int(a) << 4 | int(b) for a, b in zip(row[::2], np.r_[row[1::2], 0])) for row in index4]
rows24 = [row[:, ::-1].astype(np.uint8).tobytes() for row in rgb]
rows32 = [np.dstack([row[None, :, ::-1], np.full((1, w, 1), 7)]).astype(np.uint8).tobytes() for row in rgb]
wide = lambda red, green, blue: [((row[:, 0] >> (8 - red) << (green + blue)) | (row[:, 1] >> (8 - green) << blue) | row[:, 2] >> (8 - blue)).astype("<u2").tobytes() for row in rgb]

Image.fromarray(ramp[:h, :w]).save(f"{OUT}/grey.bmp")
bitmap("grey.bmp")
Image.fromarray(ramp[:h, :w]).convert("1").save(f"{OUT}/1-bit.bmp")
bitmap("1-bit.bmp")
Image.fromarray(rgb.astype(np.uint8)).save(f"{OUT}/24-bit.bmp")
bitmap("24-bit.bmp", rgb)
put("palette.bmp", bmp(8, rows8, quads(200)))
bitmap("palette.bmp", table[index8])
put("4-bit.bmp", bmp(4, rows4, quads(16)))
bitmap("4-bit.bmp", table[index4])
put("top-down.bmp", bmp(24, rows24, top_down=True))
bitmap("top-down.bmp", rgb)
put("gap.bmp", bmp(24, rows24, gap=6))
bitmap("gap.bmp", rgb)
put("core.bmp", bmp(8, rows8, quads(256, 3), core=True))
bitmap("core.bmp", table[index8])
put("version-5.bmp", bmp(24, rows24, header=124))
bitmap("version-5.bmp", rgb)
put("32-bit.bmp", bmp(32, rows32))
bitmap("32-bit.bmp", rgb)
put("16-bit-555.bmp", bmp(16, wide(5, 5, 5)))
bitmap("16-bit-555.bmp", (rgb >> 3) * 255 // 31)
put("16-bit-565.bmp", bmp(16, wide(5, 6, 5), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
bitmap("16-bit-565.bmp")
put("32-bit-fields.bmp", bmp(32, rows32, compression=3, masks=struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)))
bitmap("32-bit-fields.bmp", rgb)

flat8 = np.repeat(rng.integers(0, 200, (h, 4)), 4, 1)[:, :w]
run8 = b""
for row in flat8[::-1]:
    # Three runs, a literal of an odd length with its filler, and the end of the line.
    run8 += b"".join(bytes([4, int(row[4 * i])]) for i in range(2)) + bytes([0, 5]) + row[8:13].astype(np.uint8).tobytes() + b"\0" + b"\0\0"
put("rle8.bmp", bmp(8, run8[:-2] + b"\0\1", quads(200), compression=1))
bitmap("rle8.bmp", table[flat8])
flat4 = np.c_[np.tile([3, 9], (h, 4)), rng.integers(0, 16, (h, 5))]
run4 = b""
for row in flat4[::-1]:
    literal = row[8:]
    run4 += bytes([8, 0x39, 0, 5, literal[0] << 4 | literal[1], literal[2] << 4 | literal[3], literal[4] << 4, 0, 0, 0])
put("rle4-odd.bmp", bmp(4, run4[:-2] + b"\0\1", quads(16), compression=2))
# Pillow 9.4 loses the last pixel of a literal of an odd length.
bitmap("rle4-odd.bmp", table[flat4].astype(np.uint8), pillow=False)
even4 = b""
for row in flat4[::-1]:
    even4 += bytes([8, 0x39, 0, 4, row[8] << 4 | row[9], row[10] << 4 | row[11], 1, row[12] << 4, 0, 0])
put("rle4.bmp", bmp(4, even4[:-2] + b"\0\1", quads(16), compression=2))
bitmap("rle4.bmp", table[flat4])
# Two pixels to the right and one row up are left out, which is what a delta is for: they are colour 0.
put("rle8-delta.bmp", bmp(8, bytes([3, 5, 0, 2, 2, 1, 4, 9, 0, 1]), quads(200), compression=1))
delta = np.zeros((h, w), int)
delta[h - 1, 0:3], delta[h - 2, 5:9] = 5, 9
# Pillow 9.4 reads a delta's two numbers from the wrong place.
bitmap("rle8-delta.bmp", table[delta], pillow=False)

with open(f"{OUT}/expected.json", "w") as file:
    json.dump({"pillow": PIL.__version__, "numpy": np.__version__, "cases": cases, "bitmaps": bitmaps}, file, indent=1)
    file.write("\n")
print(len(cases), "cases", len(bitmaps), "bitmaps", sum(os.path.getsize(f"{OUT}/{n}") for n in os.listdir(OUT)), "bytes")
