"""Writes packages/angio-io/test/fixtures/dicom/: small DICOM files and, in reference.json, what other readers make of them.

`pixels` are stored values: those that the file was made from, where GDCM gives the same back, and GDCM's where the
compression is lossy. `grey` are images through pydicom's apply_modality_lut and apply_voi_lut, from black 0 to white 255;
mask subtraction, which pydicom does not have, is done here with numpy (PS3.3 C.7.6.10).
Run from the repository's root, with gdcmconv (libgdcm-tools) on the path: /usr/bin/python3 scripts/oracles/dicom.py
"""
import base64
import copy
import json
import pathlib
import shutil
import subprocess
import tempfile
import zlib

import gdcm
import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_pixel_data_frame
from pydicom.pixel_data_handlers.util import apply_modality_lut, apply_voi_lut, convert_color_space
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

OUT = pathlib.Path("packages/angio-io/test/fixtures/dicom")
ROWS, COLUMNS = 20, 24
XA = "1.2.840.10008.5.1.4.1.1.12.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
rng = np.random.default_rng(7)
files, greys = [], []


# Images: a light field with noise, a dark vessel that moves on from frame to frame.
def image(bits, frames=1, signed=False, rows=ROWS, columns=COLUMNS):
    y, x = np.mgrid[:rows, :columns]
    top = 2**bits - 1
    run = []
    for frame in range(frames):
        field = 0.75 * top + 0.1 * top * (x - y) / (rows + columns) + rng.normal(0, 0.01 * top, (rows, columns))
        vessel = np.exp(-((x - 4 - 3 * frame) ** 2 + (y - 10 - frame) ** 2) / 12)
        run.append(field * (1 - (0.6 if frame else 0) * vessel))
    run = np.clip(np.round(np.array(run)), 0, top)
    run[0, 0, 0], run[0, -1, -1] = 0, top  # both ends of the range
    run = run - 2 ** (bits - 1) if signed else run
    size = 8 if bits <= 8 else 16 if bits <= 16 else 32
    return run.astype(f"{'i' if signed else 'u'}{size // 8}")


def colour(planar=0):
    base = image(8, 1)[0].astype(float)
    rgb = np.stack([base, base * 0.8, 255 - base], axis=-1).round().astype("u1")
    return rgb[None]


def dataset(pixels, syntax=ExplicitVRLittleEndian, **elements):
    """`pixels`: frames × rows × columns (× samples)."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(elements.get("SOPClassUID", XA))
    meta.MediaStorageSOPInstanceUID = UID("1.2.3.4.5")
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = UID("1.2.3.4")
    ds = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    ds.is_little_endian = syntax != ExplicitVRBigEndian
    ds.is_implicit_VR = syntax == ImplicitVRLittleEndian
    frames, rows, columns = pixels.shape[:3]
    bits = pixels.dtype.itemsize * 8
    defaults = dict(
        SOPClassUID=XA, SOPInstanceUID="1.2.3.4.5", Modality="XA", PatientName="Nobody^Fixture", PatientID="1001",
        SeriesDescription="LI-A", StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.4",
        SamplesPerPixel=pixels.shape[3] if pixels.ndim == 4 else 1,
        PhotometricInterpretation="RGB" if pixels.ndim == 4 else "MONOCHROME2",
        Rows=rows, Columns=columns, BitsAllocated=bits, BitsStored=bits, HighBit=elements.get("BitsStored", bits) - 1,
        PixelRepresentation=int(pixels.dtype.kind == "i"),
    )
    if frames > 1:
        defaults["NumberOfFrames"] = frames
    if pixels.ndim == 4:
        defaults["PlanarConfiguration"] = 0
    for name, value in {**defaults, **elements}.items():
        setattr(ds, name, value)
    stored = pixels if ds.is_little_endian else pixels.astype(pixels.dtype.newbyteorder(">"))
    if ds.get("PlanarConfiguration") == 1:
        stored = np.moveaxis(stored, 3, 1)
    data = np.ascontiguousarray(stored).tobytes()
    ds.PixelData = data + b"\0" * (len(data) % 2)
    ds["PixelData"].VR = "OB" if bits == 8 and not ds.is_implicit_VR else "OW"
    return ds


def write(name, ds):
    path = OUT / f"{name}.dcm"
    ds.save_as(path, write_like_original=False)
    return path


def packed(array):
    array = np.ascontiguousarray(array)
    data = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return {"dtype": array.dtype.name, "zlib": base64.b64encode(zlib.compress(data, 9)).decode()}


def raw(path):
    """What GDCM decodes."""
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/raw.dcm"
        subprocess.run(["gdcmconv", "--raw", path, out], check=True, capture_output=True)
        ds = pydicom.dcmread(out)
        return in_frames(ds.pixel_array, ds)


def in_frames(array, ds):
    return array if int(ds.get("NumberOfFrames", 1)) > 1 else array[None]


def add(name, expected, tolerance=0, check=True, **more):
    """Record a file's stored values, having asked GDCM for its opinion."""
    path = OUT / f"{name}.dcm"
    if check:
        theirs = raw(path)
        assert theirs.shape == expected.shape, (name, theirs.shape, expected.shape)
        gap = np.abs(theirs.astype("i8") - expected.astype("i8")).max()
        assert gap <= tolerance, (name, gap)
    ds = pydicom.dcmread(path, force=True)
    files.append({"name": name, "shape": list(expected.shape), "tolerance": tolerance, **packed(expected), **more})
    return ds


def compress(name, source, *options):
    subprocess.run(["gdcmconv", *options, OUT / f"{source}.dcm", OUT / f"{name}.dcm"], check=True, capture_output=True)


# Uncompressed
u8, u12, u16, s16 = image(8), image(12), image(16), image(16, signed=True)
run8, run12 = image(8, 4), image(12, 4)
rgb = colour()
write("u8", dataset(u8)); add("u8", u8)
write("u8-implicit", dataset(u8, ImplicitVRLittleEndian)); add("u8-implicit", u8)
write("u8-big", dataset(u8, ExplicitVRBigEndian)); add("u8-big", u8)
ow = dataset(u8, ExplicitVRBigEndian)
ow.PixelData = u8.reshape(-1, 2)[:, ::-1].tobytes()  # words of two pixels, in big endian
ow["PixelData"].VR = "OW"
write("u8-big-words", ow)
# pydicom and GDCM do not swap; dcmtk and PS3.5 annex A.3 do.
add("u8-big-words", u8, check=False)
write("u12", dataset(u12, BitsStored=12)); add("u12", u12)
write("u16", dataset(u16)); add("u16", u16)
write("u16-big", dataset(u16, ExplicitVRBigEndian)); add("u16-big", u16)
write("s16", dataset(s16)); add("s16", s16)
write("s8", dataset(image(8, signed=True))); add("s8", pydicom.dcmread(OUT / "s8.dcm").pixel_array[None])
s12 = image(12, signed=True)
write("s12", dataset(s12, BitsStored=12)); add("s12", s12)
bare = dataset(s12, BitsStored=12)
bare.PixelData = (s12.astype("u2") & 0x0FFF).tobytes()  # the sign is not extended into the unused bits
write("s12-bare", bare); add("s12-bare", s12, check=False)
high = dataset(u12, BitsStored=12, HighBit=13)
high.PixelData = (u12 << 2).tobytes()
write("u12-high-bit", high); add("u12-high-bit", u12, check=False)
dirty = dataset(u12, BitsStored=12)
dirty.PixelData = (u12 | (u12 % 7 == 0).astype("u2") << 15).tobytes()  # an overlay in an unused bit, as before 2004
write("u12-overlay", dirty); add("u12-overlay", u12, check=False)
for signed in (False, True):
    name = "s32" if signed else "u32"
    pixels = image(28, signed=signed)
    write(name, dataset(pixels)); add(name, pixels, check=False)
odd = image(8, 3, rows=5, columns=5)
write("u8-odd", dataset(odd)); add("u8-odd", odd)
write("u8-frames", dataset(run8)); add("u8-frames", run8)
write("u12-frames", dataset(run12, BitsStored=12)); add("u12-frames", run12)
write("u12-inverse", dataset(u12, BitsStored=12, PhotometricInterpretation="MONOCHROME1")); add("u12-inverse", u12)
write("rgb", dataset(rgb)); add("rgb", rgb)
write("rgb-planar", dataset(rgb, PlanarConfiguration=1)); add("rgb-planar", rgb)
ybr = convert_color_space(rgb[0], "RGB", "YBR_FULL")[None]
write("ybr", dataset(ybr, PhotometricInterpretation="YBR_FULL")); add("ybr", ybr)
half = dataset(ybr, PhotometricInterpretation="YBR_FULL_422")
pairs = ybr.reshape(-1, 2, 3)
half.PixelData = np.stack([pairs[:, 0, 0], pairs[:, 1, 0], pairs[:, 0, 1], pairs[:, 0, 2]], -1).tobytes()
write("ybr-422", half)
add("ybr-422", np.stack([pairs[..., 0], *(np.repeat(pairs[:, :1, c], 2, 1) for c in (1, 2))], -1).reshape(ybr.shape), check=False)
palette = dataset(u8 // 4, PhotometricInterpretation="PALETTE COLOR")
tables = [(np.arange(64) * 1040 % 65536).astype("u2"), (np.arange(64)[::-1] * 1000).astype("u2"), np.full(64, 777, "u2")]
for name, table in zip(("Red", "Green", "Blue"), tables):
    setattr(palette, f"{name}PaletteColorLookupTableDescriptor", [64, 0, 16])
    setattr(palette, f"{name}PaletteColorLookupTableData", table.tobytes())
write("palette", palette); add("palette", u8 // 4, check=False)

# Without a preamble
whole = (OUT / "u8-implicit.dcm").read_bytes()
start = 132 + 12 + int.from_bytes(whole[140:144], "little")
(OUT / "u8-bare.dcm").write_bytes(whole[start:]); add("u8-bare", u8, check=False)
(OUT / "u8-no-preamble.dcm").write_bytes(whole[132:]); add("u8-no-preamble", u8, check=False)

# Deflated
compress("u8-deflated", "u8", "--deflated"); add("u8-deflated", u8)

# Compressed without loss
for kind, option in (("rle", "--rle"), ("lossless", "--jpeg"), ("jpegls", "--jpegls"), ("j2k", "--j2k")):
    for source in ("u8", "u12", "u16", "s16", "rgb", "u8-frames", "u12-frames"):
        name = f"{source}-{kind}"
        compress(name, source, option)
        ds = pydicom.dcmread(OUT / f"{name}.dcm")
        expected = in_frames(pydicom.dcmread(OUT / f"{source}.dcm").pixel_array, ds)
        add(name, expected)

# JPEG Lossless by the other predictors: an encoder for the files, GDCM for the opinion
def lossless(frame, bits, predictor, restart=0, transform=0):
    """T.81 annex H, one component, with one Huffman code of four and five bits for all sizes of differences."""
    x = frame.astype(int) >> transform
    rows, columns = x.shape
    out, count = "", 0
    body = b""

    def flush(text):
        text += "1" * (-len(text) % 8)
        raw = bytes(int(text[at:at + 8], 2) for at in range(0, len(text), 8))
        return raw.replace(b"\xff", b"\xff\0")

    first_row, marker = True, 0
    for row in range(rows):
        if restart and row and (row * columns) % restart == 0:
            body += flush(out) + bytes([0xFF, 0xD0 + marker % 8])
            out, first_row, marker = "", True, marker + 1
        for column in range(columns):
            a = x[row, column - 1] if column else 0
            b = x[row - 1, column] if row else 0
            c = x[row - 1, column - 1] if row and column else 0
            if first_row:
                guess = a if column else 1 << (bits - transform - 1)
            elif column == 0:
                guess = b
            else:
                guess = (a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1)[predictor - 1]
            difference = (x[row, column] - guess + 32768) % 65536 - 32768
            size = 16 if difference == -32768 else int(abs(difference)).bit_length()
            out += format(size, "04b") if size < 15 else format(30 + size - 15, "05b")
            if 0 < size < 16:
                out += format(difference if difference > 0 else difference + (1 << size) - 1, f"0{size}b")
        first_row = False
    body += flush(out)
    huffman = bytes([0, 0, 0, 0, 15, 1] + [0] * 11) + bytes(range(16))

    def segment(marker, content):
        return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content

    return (
        b"\xff\xd8"
        + segment(0xC3, bytes([bits]) + rows.to_bytes(2, "big") + columns.to_bytes(2, "big") + bytes([1, 1, 0x11, 0]))
        + segment(0xC4, huffman)
        + (segment(0xDD, restart.to_bytes(2, "big")) if restart else b"")
        + segment(0xDA, bytes([1, 1, 0, predictor, 0, transform]))
        + body + b"\xff\xd9"
    )


def encapsulated(name, pixels, frames, syntax, **elements):
    ds = dataset(pixels, **elements)
    ds.file_meta.TransferSyntaxUID = UID(syntax)
    ds.PixelData = frames if isinstance(frames, bytes) else encapsulate(frames)
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    write(name, ds)


for predictor in range(1, 8):
    for source, pixels, bits in (("u8", u8, 8), ("u12", u12, 12)):
        name = f"{source}-lossless-{predictor}"
        encapsulated(name, pixels, [lossless(pixels[0], bits, predictor)], "1.2.840.10008.1.2.4.57", BitsStored=bits)
        add(name, pixels)
encapsulated("u16-lossless-7", u16, [lossless(u16[0], 16, 7)], "1.2.840.10008.1.2.4.57")
add("u16-lossless-7", u16, check=False, unsupported=True)
for predictor in (1, 4):
    name = f"u8-lossless-{predictor}-restart"
    encapsulated(name, u8, [lossless(u8[0], 8, predictor, restart=2 * COLUMNS)], "1.2.840.10008.1.2.4.57")
    add(name, u8, unsupported=True)
shifted = u8 >> 2 << 2
encapsulated("u8-lossless-transform", shifted, [lossless(shifted[0], 8, 1, transform=2)], "1.2.840.10008.1.2.4.57")
add("u8-lossless-transform", shifted, unsupported=True)

# Compressed with loss
def lossy(name, source, *options, unsupported=False, tolerance=1, **more):
    compress(name, source, *options)
    add(name, raw(OUT / f"{name}.dcm"), tolerance, unsupported=unsupported, **more)


lossy("u8-jpeg", "u8", "--jpeg", "--lossy", "-q", "90", tolerance=0)
lossy("u8-frames-jpeg", "u8-frames", "--jpeg", "--lossy", "-q", "90", tolerance=0)
lossy("u12-jpeg", "u12", "--jpeg", "--lossy", "-q", "90", unsupported=True)
lossy("rgb-jpeg", "rgb", "--jpeg", "--lossy", "-q", "90", tolerance=2)
lossy("u8-near", "u8", "--jpegls", "--lossy", "-e", "2", tolerance=0)
lossy("u12-near", "u12", "--jpegls", "--lossy", "-e", "3", tolerance=0)
lossy("u8-j2k-lossy", "u8", "--j2k", "--lossy", "-r", "8")
lossy("u12-j2k-lossy", "u12", "--j2k", "--lossy", "-r", "8")
extended = pydicom.dcmread(OUT / "u8-jpeg.dcm")
extended.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.51")  # 8 bits are allowed there too
write("u8-jpeg-extended", extended)
add("u8-jpeg-extended", raw(OUT / "u8-jpeg.dcm"), check=False)

# Frames over several fragments, with each kind of offset table
source = pydicom.dcmread(OUT / "u12-frames-j2k.dcm")
parts = list(generate_pixel_data_frame(source.PixelData, 4))
for name, data in (
    ("fragments-basic", encapsulate(parts, fragments_per_frame=3, has_bot=True)),
    ("fragments-none", encapsulate(parts, fragments_per_frame=2, has_bot=False)),
    ("fragments-extended", encapsulate(parts, fragments_per_frame=2, has_bot=False)),
):
    ds = copy.deepcopy(source)
    ds.PixelData = data
    if name == "fragments-extended":
        offsets, at = [], 0
        for part in parts:
            offsets.append(at)
            half = len(part) // 2 + (len(part) // 2) % 2
            at += 16 + len(part) + len(part) % 2
        ds.add_new(0x7FE00001, "OV", np.array(offsets, "<u8").tobytes())
        ds.add_new(0x7FE00002, "OV", np.array([len(part) for part in parts], "<u8").tobytes())
    write(name, ds)
    add(name, run12, check=False)


# Grey
def through_pydicom(ds, array, prefer_lut=True, index=0):
    values = apply_modality_lut(array, ds)
    out = apply_voi_lut(values, ds, index=index, prefer_lut=prefer_lut).astype(float)
    if "VOILUTSequence" in ds and prefer_lut:
        low, high = 0, 2 ** ds.VOILUTSequence[index].LUTDescriptor[2] - 1
    else:
        bits = ds.BitsStored
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if ds.PixelRepresentation else (0, 2**bits - 1)
        if "ModalityLUTSequence" in ds:
            low, high = 0, 2 ** ds.ModalityLUTSequence[0].LUTDescriptor[2] - 1
        elif "RescaleSlope" in ds:
            low, high = (v * float(ds.RescaleSlope) + float(ds.RescaleIntercept) for v in (low, high))
    return (out - low) / (high - low)


def to8(unit):
    return np.floor(np.clip(unit, 0, 1) * 255 + 0.5).astype("u1")


def grey(name, unit, invert=False, **options):
    greys.append({"name": name, "options": options, **packed(to8(1 - unit if invert else unit))})


def lut(first, table, bits, vr="US"):
    item = Dataset()
    item.add_new(0x00283002, vr, [len(table) % 65536, first, bits])
    item.LUTData = np.asarray(table, "<u2").tobytes()
    item["LUTData"].VR = "OW"
    item.ModalityLUTType = "US"
    return Sequence([item])


def shown(name, pixels, prefer_lut=True, index=0, invert=False, options=None, **elements):
    if not (OUT / f"{name}.dcm").exists():
        write(name, dataset(pixels, **{"SOPClassUID": SECONDARY_CAPTURE, **elements}))
    ds = pydicom.dcmread(OUT / f"{name}.dcm")
    grey(name, through_pydicom(ds, ds.pixel_array, prefer_lut, index), invert, **(options or {}))


window = dict(BitsStored=12, WindowCenter=["3000", "2500"], WindowWidth=["2000", "900.5"])
shown("grey-window", u12[0][None], **window)
shown("grey-window", u12, index=1, options={"voi": {"window": 1}})
for function in ("LINEAR_EXACT", "SIGMOID"):
    shown(f"grey-{function.lower().replace('_', '-')}", u12, VOILUTFunction=function, **window)
shown("grey-inverse", u12, invert=True, PhotometricInterpretation="MONOCHROME1", **window)
shown("grey-shape", u12, invert=True, PresentationLUTShape="INVERSE", **window)
shown("grey-narrow", u12, BitsStored=12, WindowCenter="3000", WindowWidth="1")
shown("grey-rescaled", s16, RescaleSlope="0.25", RescaleIntercept="-100", WindowCenter="1200", WindowWidth="6000")
curve = (65535 * (np.arange(4096) / 4095) ** 0.5).round()  # pydicom knows tables of 8 and 16 bits
shown("grey-modality-lut", u12, BitsStored=12, ModalityLUTSequence=lut(0, curve, 16), WindowCenter="55000", WindowWidth="20000")
voi = (65535 * (np.arange(2000) / 1999) ** 2).round()
shown("grey-voi-lut", u12, BitsStored=12, VOILUTSequence=lut(1500, voi, 16), WindowCenter="3000", WindowWidth="2000")
shown("grey-voi-lut", u12, prefer_lut=False, options={"voi": {"window": 0}})
shown("grey-voi-lut-signed", s12, BitsStored=12, VOILUTSequence=lut(-500, voi[::-2], 16, "SS"))

# The Modality LUT of an XA image is not for display: as without it, unless it is asked for.
xa = dataset(u12, BitsStored=12, ModalityLUTSequence=lut(0, curve, 16), WindowCenter="3500", WindowWidth="1000")
write("grey-xa-modality-lut", xa)
grey("grey-xa-modality-lut", through_pydicom(xa, u12[0]), modalityLut=True)
del xa.ModalityLUTSequence
grey("grey-xa-modality-lut", through_pydicom(xa, u12[0]))

# Without a window
grey("u8", u8[0] / 255)
span = u12[0].astype(float)
inner = np.clip(image(12), 500, 3600)
write("grey-no-window", dataset(inner, BitsStored=12))
grey("grey-no-window", (inner[0] - inner.min()) / float(inner.max() - inner.min()))
# Colour, by the weights of BT.601
grey("rgb", (rgb[0] @ [0.299, 0.587, 0.114]) / 255)
grey("ybr", ybr[0][..., 0] / 255)
grey("palette", np.stack([t[u8[0] // 4] for t in tables], -1) @ [0.299, 0.587, 0.114] / 65535)

# Runs
ends = dict(BitsStored=12, WindowCenter="2048", WindowWidth="4096")
def linear(values):
    return np.clip((values - 2047.5) / 4095 + 0.5, 0, 1)


write("run", dataset(run12, **ends))
grey("run", linear(run12.min(0).astype(float)))
for frame in (0, 2):
    grey("run", linear(run12[frame].astype(float)), frames=frame)
darker = [np.maximum(run12[0].astype(float) - frame, 0).sum() for frame in run12]
peak = int(np.argmax(darker))
grey("run", linear(run12[peak].astype(float)), frames="peak-contrast")
write("run-inverse", dataset(4095 - run12, PhotometricInterpretation="MONOCHROME1", **ends))
grey("run-inverse", linear(run12.min(0).astype(float)))
grey("run-inverse", linear(run12[peak].astype(float)), frames="peak-contrast")


# Masks
def operation(kind, **elements):
    item = Dataset()
    item.MaskOperation = kind
    for name, value in elements.items():
        setattr(item, name, value)
    return item


def spread(values):
    return (values - values.min()) / (values.max() - values.min())


long = image(12, 6).astype("u2")
values = long.astype(float)
write("mask-average", dataset(long, MaskSubtractionSequence=Sequence([
    operation("AVG_SUB", MaskFrameNumbers=[1, 2], ApplicableFrameRange=[3, 6]),
]), **ends))
difference = values[2:] - values[:2].mean(0)
grey("mask-average", spread(difference.min(0)))
grey("mask-average", spread(difference[1]), frames=3)
grey("mask-average", linear(values[0]), frames=0)
grey("mask-average", linear(values.min(0)), subtraction="none")
grey("mask-average", spread((values - values[0]).min(0)), subtraction={"masks": [0]})
grey("mask-average", spread(difference[np.argmax(np.maximum(-difference, 0).sum((1, 2)))]), frames="peak-contrast")
write("mask-native", dataset(long, RecommendedViewingMode="NAT", MaskSubtractionSequence=Sequence([
    operation("AVG_SUB", MaskFrameNumbers=[1]),
]), **ends))
grey("mask-native", linear(values.min(0)))
write("mask-tid", dataset(long, MaskSubtractionSequence=Sequence([operation("TID", TIDOffset=2)]), **ends))
grey("mask-tid", spread((values[2:] - values[:-2]).min(0)))
write("mask-reversed", dataset(long, MaskSubtractionSequence=Sequence([
    operation("REV_TID", TIDOffset=1, ApplicableFrameRange=[4, 6]),
]), **ends))
grey("mask-reversed", spread((values[3:] - values[2::-1]).min(0)))
write("mask-averaged", dataset(long, MaskSubtractionSequence=Sequence([
    operation("AVG_SUB", MaskFrameNumbers=[1], ContrastFrameAveraging=2, MaskSubPixelShift=[1.25, -0.5]),
]), **ends))
padded = np.pad(values[0], 3, mode="edge")
y, x = np.mgrid[:ROWS, :COLUMNS]
top, left = np.floor(y - 1.25).astype(int), np.floor(x + 0.5).astype(int)
fy, fx = (y - 1.25) - top, (x + 0.5) - left
at = lambda r, c: padded[np.clip(r + 3, 0, ROWS + 5), np.clip(c + 3, 0, COLUMNS + 5)]
mask = (at(top, left) * (1 - fx) + at(top, left + 1) * fx) * (1 - fy) + (at(top + 1, left) * (1 - fx) + at(top + 1, left + 1) * fx) * fy
contrast = (values[:-1] + values[1:]) / 2
grey("mask-averaged", spread((contrast - mask).min(0)))
write("mask-linear", dataset(long, PixelIntensityRelationship="LIN", MaskSubtractionSequence=Sequence([
    operation("AVG_SUB", MaskFrameNumbers=[1]),
]), **ends))
logs = np.log(values + 1)
grey("mask-linear", spread((logs - logs[0]).min(0)))

# Enhanced XA: what holds for a frame stands in functional groups
def group(center):
    voi, item = Dataset(), Dataset()
    voi.WindowCenter, voi.WindowWidth = str(center), "1000"
    item.FrameVOILUTSequence = Sequence([voi])
    return item


rescale, shared = Dataset(), Dataset()
rescale.RescaleSlope, rescale.RescaleIntercept, rescale.RescaleType = "0.5", "100", "US"
shared.PixelValueTransformationSequence = Sequence([rescale])
write("enhanced", dataset(
    run12, BitsStored=12, SOPClassUID="1.2.840.10008.5.1.4.1.1.12.1.1",
    SharedFunctionalGroupsSequence=Sequence([shared]),
    PerFrameFunctionalGroupsSequence=Sequence([group(1000 + 200 * frame) for frame in range(4)]),
))
for frame in (0, 3):
    units = run12[frame] * 0.5 + 100
    grey("enhanced", np.clip((units - (1000 + 200 * frame - 0.5)) / 999 + 0.5, 0, 1), frames=frame)

# Text
for name, charset, text in (
    ("text-korean", "ISO 2022 IR 149", "두부 LI-A"), ("text-utf8", "ISO_IR 192", "두부 🧠"), ("text-latin", "ISO_IR 100", "Schädel"),
):
    write(name, dataset(u8, SpecificCharacterSet=charset if charset != "ISO 2022 IR 149" else ["", charset], SeriesDescription=text,
        ViewPosition="LV B", PositionerPrimaryAngle="-12.5", PositionerSecondaryAngle="20", ImageLaterality="L",
        BodyPartExamined="HEAD", ImagerPixelSpacing=["0.154", "0.154"], PixelAspectRatio=["2", "1"]))

tools = {"pydicom": pydicom.__version__, "gdcm": gdcm.Version.GetVersion(), "numpy": np.__version__}
(OUT / "reference.json").write_text(json.dumps({"tools": tools, "peak": peak, "files": files, "grey": greys}, indent=1) + "\n")
size = sum(path.stat().st_size for path in OUT.iterdir())
print(f"{len(files)} files, {len(greys)} grey images, {size / 1024:.0f} KiB")
