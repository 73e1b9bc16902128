;; A plug-in of HDF5 that hands over a chunk which was deflated elsewhere. See src/hdf5/deflated-chunk.ts, which loads it
;; and writes to its state; scripts/build-wat.ts makes it a side module as Emscripten loads them.
(module
  (import "env" "memory" (memory 1))
  (import "env" "__indirect_function_table" (table 1 funcref))
  (import "env" "__memory_base" (global $state i32))
  (import "env" "__table_base" (global $filter_index i32))
  (import "env" "free" (func $free (param i32)))

  ;; H5Z_func_t
  (type $filter_type (func (param i32 i32 i32 i32 i32 i32) (result i32)))

  ;; The state:
  ;;   0  name, ended by 0
  ;;  24  address of the deflated chunk, from malloc; 0 if there is none
  ;;  28  its length
  ;;  32  bytes of the chunk that it is of
  ;;  36  index of HDF5's own filter, whose place this one takes; 0 before it does
  ;;  40  H5Z_class2_t
  (data (global.get $state)
    "kium-deflated-chunk\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")
  (elem (global.get $filter_index) $filter)

  ;; H5PL_TYPE_FILTER
  (func (export "H5PLget_plugin_type") (result i32) (i32.const 0))

  (func (export "H5PLget_plugin_info") (result i32)
    (i32.store offset=40 (global.get $state) (i32.const 1))   ;; version: H5Z_CLASS_T_VERS
    (i32.store offset=44 (global.get $state) (i32.const 411)) ;; id, of those for testing
    (i32.store offset=48 (global.get $state) (i32.const 1))   ;; it encodes
    (i32.store offset=52 (global.get $state) (i32.const 1))   ;; and decodes
    (i32.store offset=56 (global.get $state) (global.get $state)) ;; name
    (i32.store offset=60 (global.get $state) (i32.const 0))   ;; can_apply
    (i32.store offset=64 (global.get $state) (i32.const 0))   ;; set_local
    (i32.store offset=68 (global.get $state) (global.get $filter_index))
    (i32.add (global.get $state) (i32.const 40)))

  (func $filter (type $filter_type)
    (param $flags i32) (param $count i32) (param $values i32) (param $bytes i32) (param $size i32) (param $buffer i32)
    (result i32)
    (local $length i32)
    ;; Not when reading (H5Z_FLAG_REVERSE), and not without a deflated chunk of this one's size.
    (if (i32.and
          (i32.eqz (i32.and (local.get $flags) (i32.const 0x100)))
          (i32.and
            (i32.ne (i32.load offset=24 (global.get $state)) (i32.const 0))
            (i32.eq (i32.load offset=32 (global.get $state)) (local.get $bytes))))
      (then
        (call $free (i32.load (local.get $buffer)))
        (local.set $length (i32.load offset=28 (global.get $state)))
        (i32.store (local.get $buffer) (i32.load offset=24 (global.get $state)))
        (i32.store (local.get $size) (local.get $length))
        (i32.store offset=24 (global.get $state) (i32.const 0))
        (return (local.get $length))))
    ;; As HDF5 does by itself; before it is known how, when this plug-in is first loaded, nothing.
    (if (i32.eqz (i32.load offset=36 (global.get $state))) (then (return (local.get $bytes))))
    (call_indirect (type $filter_type)
      (local.get $flags) (local.get $count) (local.get $values) (local.get $bytes) (local.get $size) (local.get $buffer)
      (i32.load offset=36 (global.get $state)))))
