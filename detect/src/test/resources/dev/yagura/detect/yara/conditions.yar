private rule hidden { strings: $a = "xyzw" condition: $a }
rule never { condition: false }
rule refers { condition: hidden and not never }
rule c_undef_eq { condition: not (uint8(100000) == 1) }
rule c_undef_or { condition: uint8(100000) == 1 or true }
rule c_undef_and_not { condition: not (uint8(100000) == 1 and true) }
rule c_zero_of { strings: $a="zzzzz" condition: 0 of them }
rule c_zero_of2 { strings: $a="xyzw" condition: 0 of them }
rule c_none_of { strings: $a="zzzzz" condition: none of them }
rule c_none_of2 { strings: $a="xyzw" condition: none of them }
rule c_for_empty_all { strings: $a="zzzz" condition: for all i in (1..#a) : (true) }
rule c_for_none { condition: for none i in (1..3) : (i==4) }
rule c_for_empty_any { strings: $a="zzzz" condition: for any i in (1..#a) : (true) }
rule c_pct { strings: $a="xyzw" $b="zzz" $c="yyy" condition: 33% of them }
rule c_pct34 { strings: $a="xyzw" $b="zzz" $c="yyy" condition: 34% of them }
rule c_at_undef { strings: $a="xyzw" condition: not ($a at uint8(100000)) }
rule c_in_undef { strings: $a="xyzw" condition: not ($a in (0..uint8(100000))) }
rule c_cnt_undef { strings: $a="xyzw" condition: not (#a in (0..uint8(100000)) == 0) }
rule c_shift { condition: 1 << 64 == 0 and 1 << 63 < 0 and -1 >> 63 == -1 }
rule c_offs { strings: $a="xyzw" condition: @a == 0 and !a == 4 and @a[1] == 0 and not @a[2] == 0 }
rule c_off0 { strings: $a="xyzw" condition: not (@a[0] == 0) }
rule c_def1 { condition: defined uint8(0) and not defined uint8(100000) }
rule c_prec { condition: 1 + 2 * 3 == 7 and 2 | 1 == 3 and 7 & 3 ^ 1 == 2 and ~0 == -1 and - 3 + 4 == 1 }
rule c_prec2 { condition: not 1 == 2 }
rule c_prec3 { condition: true or false and false }
rule c_pctmod { condition: 7 % 4 == 3 and -7 % 4 == -3 and -7 \ 2 == -3 }
rule c_ints { condition: int8(0) == 0x78 and uint16(0) == 0x7978 and uint16be(0) == 0x7879 and uint32be(0) == 0x78797a77 and uint32(5) == 0x646362 }
rule c_ints2 { condition: uint32(4) == 0x64636261 }
rule c_fs { condition: filesize == 8 and filesize < 1KB and filesize < 1MB }
rule c_ofin { strings: $a="xyzw" $b="abcd" condition: any of them in (1..5) and all of ($a,$b) in (0..5) }
rule c_setnum { condition: for any i in (1, 3, 5) : (i == 3) }
rule c_forof { strings: $a="xyzw" $b="abcd" condition: for all of them : ( # == 1 and @ < 5 and ! == 4 and $ in (0..4) ) }
rule c_forof2 { strings: $a="xyzw" $b="abcd" condition: for 1 of ($a*, $b) : ( $ at 4 ) }
rule c_nested { strings: $a="xyzw" $b="abcd" condition: for all of them : ( for any i in (1..#) : ( @[i] < 5 ) ) }
rule c_ruleset { condition: any of (c_prec, c_prec2) }
rule c_ruleset2 { condition: all of (c_prec*) }
rule c_boolint { condition: 5 and not 0 }
rule c_str { condition: "abc" contains "b" and "ABC" icontains "bc" and "abc" startswith "ab" and "abc" iendswith "BC" and "abc" iequals "ABC" and "abc" == "abc" and "abc" != "abd" and "abc" < "abd" }
rule c_mt { condition: "abc" matches /^a.c$/ and "abc" matches /B/i and not "abc" matches /x/ }
rule c_undef_count { strings: $a="xyzw" condition: not (@a[5] > 1) }
rule c_undef_arith { condition: not (uint8(100000) + 1 > 0) or true }
rule c_ofnum { strings: $a="xyzw" $b="zzz" condition: 1 of them and not 2 of them }
rule c_forundef { condition: for any i in (uint8(100000)..3) : (true) }
rule c_eqchain { condition: 2 > 1 and 1 < 2 }
rule c_bigof { strings: $a="xyzw" condition: 5 of them }
rule c_oct { condition: 0o17 == 15 }
rule c_negof { strings: $a="xyzw" condition: -1 of them }
rule c_emptytext { condition: not "" }
rule c_texttrue { condition: "x" }
rule c_hexes { condition: 0xFF == 255 }
