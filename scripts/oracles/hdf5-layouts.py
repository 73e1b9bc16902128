"""Small HDF5 files in every layout that h5py writes, and what h5py reads from them: the fixtures of
packages/angio-io/test/foreign-volumes.test.ts.

    python3 scripts/oracles/hdf5-layouts.py packages/angio-io/test/fixtures

Needs h5py and numpy (Debian: python3-h5py). The dtypes in each storage, byte order and axis order; then what is special:
filters, types, links, labels and names of patients.
"""
import json
import math
import sys
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])
N, H, W, C = 3, 4, 5, 2
SHAPE = (N, H, W, C)
DTYPES = ['bool', 'u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'u8', 'i8', 'f2', 'f4', 'f8']
STORAGES = {
    'contiguous': {},
    'gzip': {'chunks': (1, H, W, C), 'compression': 'gzip'},
    'shuffle-gzip': {'chunks': (1, H, W, C), 'compression': 'gzip', 'shuffle': True},
    'lzf': {'chunks': (1, H, W, C), 'compression': 'lzf'},
}


def ramp(dtype):
    """Values that use the whole range of the type, in repeating steps so that they compress."""
    at = np.arange(math.prod(SHAPE)).reshape(SHAPE)
    if dtype == 'bool':
        return at % 3 == 0
    if dtype[0] == 'f':
        return ((at % 40 - 20) * 0.37).astype(dtype)
    info = np.iinfo(dtype)
    # 64-bit integers stay within what a float64 holds exactly.
    low, high = max(int(info.min), -(2**53) + 1), min(int(info.max), 2**53 - 1)
    steps = np.array([low + (high - low) * step // 19 for step in range(20)], dtype=dtype)
    return steps[at % 20]


def numbers(array):
    names = {'nan': 'NaN', 'inf': 'Infinity', '-inf': '-Infinity'}
    return [names.get(str(v), v) for v in np.asarray(array, 'f8').ravel().tolist()]


expected = {'h5py': h5py.version.version, 'hdf5': h5py.version.hdf5_version, 'shape': SHAPE, 'values': {}, 'names': []}
with h5py.File(folder / 'layouts.h5', 'w', libver='latest') as latest:
    for dtype in DTYPES:
        values = ramp(dtype)
        for order in ['<', '>'] if dtype != 'bool' and dtype[1] != '1' else ['|']:
            stored = values if dtype == 'bool' else values.astype(order + dtype)
            for storage, options in STORAGES.items():
                for layout, axes in {'nhwc': (0, 1, 2, 3), 'nchw': (0, 3, 1, 2)}.items():
                    name = '/'.join([layout, storage, values.dtype.name + {'<': '-le', '>': '-be', '|': ''}[order]])
                    chunks = {'chunks': tuple(options['chunks'][a] for a in axes)} if options else {}
                    data = latest.create_dataset(name, data=stored.transpose(axes), **{**options, **chunks})
                    back = data[()].transpose(np.argsort(axes))
                    assert (back == values).all() and back.dtype.name == values.dtype.name
                    expected['names'].append({'name': name, 'dtype': values.dtype.name, 'layout': layout})
        expected['values'][values.dtype.name] = numbers(values)

special = {}
with h5py.File(folder / 'specials.h5', 'w') as f:
    u1 = ramp('u1')

    def volumes(name, array, **options):
        data = f.create_dataset(name, data=array, **options)
        special[name] = {'shape': data.shape, 'values': numbers(data[()])}
        return data

    # Storage as of HDF5 1.6, with a B-tree of chunks.
    for storage, options in STORAGES.items():
        volumes(f'earliest/{storage}', u1, **options)
    volumes('odd-chunks', u1, chunks=(2, 3, 4, 1), compression='gzip')
    volumes('one-chunk', u1, chunks=SHAPE, compression='lzf')
    volumes('fletcher32', u1, chunks=(1, H, W, C), fletcher32=True)
    volumes('szip', ramp('u2'), chunks=(1, H, W, C), compression='szip')
    volumes('scaleoffset', ramp('u2') >> 8, chunks=(1, H, W, C), scaleoffset=0)
    volumes('scaleoffset-float', ramp('f4'), chunks=(1, H, W, C), scaleoffset=3)
    volumes('three-axes', u1[..., 0])
    volumes('data/nested/images', ramp('f4'))
    volumes('scaled', ramp('i2')).attrs['scale'] = 32767
    volumes('bad-scale', ramp('i2')).attrs['scale'] = 'tall'
    volumes('halves', np.array([0, -0.0, 6e-8, 6.1e-5, 65504, -1.5, 1 / 3, 1024.5], 'f2').reshape(1, 2, 2, 2))
    volumes('non-finite', np.array([[0, 1, np.nan, 3], [np.inf, 1, 2, -np.inf]], 'f4').reshape(2, 2, 2, 1))
    volumes('half-nan', np.array([0, np.nan, 1, np.inf], 'f2').reshape(1, 2, 2, 1))
    volumes('overflow', np.array([1e300, 1, 2, 3], 'f8').reshape(1, 2, 2, 1))
    f['unsafe'] = np.array([2**53 + 1, 1, 2, 3], 'i8').reshape(1, 2, 2, 1)
    f['unsafe-unsigned'] = np.array([1, 2**64 - 1, 2, 3], 'u8').reshape(1, 2, 2, 1)
    volumes('enum', u1 % 3, dtype=h5py.enum_dtype({'BACKGROUND': 0, 'VESSEL': 1, 'ANEURYSM': 2}, basetype='u1'))
    f.create_dataset('enum-be', data=u1 % 3, dtype=h5py.enum_dtype({'A': 0, 'B': 1, 'C': 2}, basetype='>i2'))
    f.create_dataset('long-double', data=ramp('f4').astype(np.longdouble))
    f.create_dataset('complex', data=ramp('f4').astype('c8'))
    f.create_dataset('text', data=np.array(['a', 'b'], dtype=object).reshape(2, 1, 1, 1), dtype=h5py.string_dtype())
    f.create_dataset('two-axes', data=u1[0, ..., 0])
    f.create_dataset('no-rows', shape=(0, H, W, C), dtype='u1', maxshape=(None, H, W, C))
    f['null'] = h5py.Empty('u1')
    data = f.create_dataset('never-written', shape=SHAPE, dtype='u1', chunks=(1, H, W, C), fillvalue=7)
    special['never-written'] = {'shape': SHAPE, 'values': numbers(data[()])}
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple(SHAPE)
    h5py.h5d.create(f.id, b'compact', h5py.h5t.STD_U8LE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, u1)
    special['compact'] = {'shape': SHAPE, 'values': numbers(f['compact'][()])}
    filtered = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    filtered.set_chunk((1, H, W, C))
    filtered.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (3,))
    h5py.h5d.create(f.id, b'zstd', h5py.h5t.STD_U8LE, space, filtered)

    f['soft'] = h5py.SoftLink('/data/nested/images')
    f['dangling'] = h5py.SoftLink('/nothing')
    f['external'] = h5py.ExternalLink('layouts.h5', '/nhwc/gzip/uint8')
    f['external-gone'] = h5py.ExternalLink('gone.h5', '/x')
    f['a-group/in/it'] = u1
    for name, source in {'virtual': 'layouts.h5', 'virtual-gone': 'gone.h5'}.items():
        layout = h5py.VirtualLayout(shape=SHAPE, dtype='u1')
        layout[:] = h5py.VirtualSource(source, 'nhwc/gzip/uint8', shape=SHAPE)
        f.create_virtual_dataset(name, layout)
    layout = h5py.VirtualLayout(shape=SHAPE, dtype='u1')
    layout[:] = h5py.VirtualSource('.', 'earliest/gzip', shape=SHAPE)
    f.create_virtual_dataset('virtual-here', layout)
    for name in ['soft', 'external', 'virtual', 'virtual-here']:
        special[name] = {'shape': SHAPE, 'values': numbers(f[name][()])}

    bits = np.array([[1, 0], [0, 0], [1, 1]])
    for dtype in ['bool', 'u1', 'i4', '>i2', 'f2', 'f8', '>u8', 'i8']:
        f[f'labels/{dtype}'] = bits.astype(dtype)
    f['labels/column'] = bits[:, :1].astype('f4')
    f['labels/flat'] = bits[:, 0]
    f['labels/scalar'] = np.uint8(1)
    f['labels/lzf'] = f.create_dataset('lzf-labels', data=bits, chunks=(3, 2), compression='lzf')
    f['labels/wide'] = np.tile(bits[:, :1], (1, 22)).astype('u1')
    f['labels/two'] = bits + np.array([[0, 0], [0, 2], [0, 0]])
    f['labels/soft'] = np.array([0, 0.5, 1])
    f['labels/nan'] = np.array([0, 1, np.nan])
    f['labels/short'] = bits[:2]
    f['labels/text'] = ['yes', 'no', 'no']
    f['index/int'] = np.array([1001, 7, -3], '>i4')
    f['index/big'] = np.array([2**60, 1, 2], 'i8')
    f['index/float'] = np.array([1001, 1002, 1003], 'f8')
    f['index/half'] = np.array([1001, 1002.5, 1003])
    f['index/fixed'] = np.array([b'1001', b'7', b'ab c'], 'S6')
    f['index/column'] = np.array([[1], [2], [3]])
    f['index/variable'] = ['환자-1', 'Zoë', 'x']
    f.create_dataset('index/ascii', data=['a', 'b', 'c'], dtype=h5py.string_dtype('ascii'))
    f.create_dataset('index/utf-8', data=np.array([s.encode() for s in ['환자', 'ë', '😀']], 'S8'))
    f.create_dataset('index/latin', data=np.array([b'a', b'\xeb', b'c'], 'S2'))
    f['index/empty'] = ['a', '', 'c']
    f['index/twice'] = ['a', 'b', 'a']
    f['index/short'] = ['a', 'b']
    padded = h5py.h5t.C_S1.copy()
    padded.set_size(6)
    padded.set_strpad(h5py.h5t.STR_SPACEPAD)
    names = h5py.h5d.create(f.id, b'index/blanks', padded, h5py.h5s.create_simple((N,)))
    names.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([b'1001  ', b'a b   ', b'abcdef'], 'S6'), mtype=padded)

expected['special'] = special
(folder / 'layouts.json').write_text(json.dumps(expected, separators=(',', ':')) + '\n')
