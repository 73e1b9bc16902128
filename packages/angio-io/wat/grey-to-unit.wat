;; Grey values to float32: out[i] = in[i] / 255, sixteen at a time. See src/hdf5/grey-to-unit.ts.
(module
  ;; 64 KiB of grey values, then as many float32.
  (memory (export "memory") 5)

  ;; Vectors of four: 64 bytes of output for 16 of input. The length is rounded up to whole vectors.
  (func (export "convert") (param $length i32)
    (local $in i32) (local $out i32) (local $bytes v128) (local $low v128) (local $high v128) (local $white v128)
    (local.set $white (f32x4.splat (f32.const 255)))
    (local.set $out (i32.const 65536))
    (loop $next
      (if (i32.lt_u (local.get $in) (local.get $length))
        (then
          (local.set $bytes (v128.load (local.get $in)))
          (local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
          (local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
          (v128.store (local.get $out)
            (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u (local.get $low))) (local.get $white)))
          (v128.store offset=16 (local.get $out)
            (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_high_i16x8_u (local.get $low))) (local.get $white)))
          (v128.store offset=32 (local.get $out)
            (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_low_i16x8_u (local.get $high))) (local.get $white)))
          (v128.store offset=48 (local.get $out)
            (f32x4.div (f32x4.convert_i32x4_u (i32x4.extend_high_i16x8_u (local.get $high))) (local.get $white)))
          (local.set $in (i32.add (local.get $in) (i32.const 16)))
          (local.set $out (i32.add (local.get $out) (i32.const 64)))
          (br $next))))))
