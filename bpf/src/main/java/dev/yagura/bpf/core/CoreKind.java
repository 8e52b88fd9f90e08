package dev.yagura.bpf.core;

import java.util.Arrays;
import java.util.Optional;

/** What a relocation asks; {@code enum bpf_core_relo_kind}. */
public enum CoreKind {
    /** Where a member is, in bytes. */
    FIELD_BYTE_OFFSET(0),
    /** How many bytes a member has. */
    FIELD_BYTE_SIZE(1),
    /** Whether there is such a member: 1 or 0. */
    FIELD_EXISTS(2),
    /** Whether a member is signed: 1 or 0. */
    FIELD_SIGNED(3),
    /** By how many bits a loaded bit field is to be shifted left, in 64. */
    FIELD_LSHIFT_U64(4),
    /** By how many bits it is then to be shifted right. */
    FIELD_RSHIFT_U64(5),
    /** The number of a type in the object. */
    TYPE_ID_LOCAL(6),
    /** The number of the type in the kernel, 0 if there is none. */
    TYPE_ID_TARGET(7),
    /** Whether there is such a type: 1 or 0. */
    TYPE_EXISTS(8),
    /** How many bytes a type has, 0 if there is none. */
    TYPE_SIZE(9),
    /** Whether there is such a constant: 1 or 0. */
    ENUM_VALUE_EXISTS(10),
    /** The value of a constant. */
    ENUM_VALUE(11),
    /** Whether there is a type with members of these names and types: 1 or 0. */
    TYPE_MATCHES(12);

    private final int number;

    CoreKind(int number) {
        this.number = number;
    }

    /** Returns the kind of a number. */
    public static Optional<CoreKind> of(long number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }

    /** Returns the number. */
    public int number() {
        return number;
    }

    boolean isOfField() {
        return compareTo(FIELD_RSHIFT_U64) <= 0;
    }

    boolean isOfConstant() {
        return this == ENUM_VALUE_EXISTS || this == ENUM_VALUE;
    }
}
