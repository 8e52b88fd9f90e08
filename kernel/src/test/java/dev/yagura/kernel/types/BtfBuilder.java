package dev.yagura.kernel.types;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes BTF, from Documentation/bpf/btf.rst and not from the code under test. For what no compiler
 * at hand writes; numbers are those of the document.
 */
public final class BtfBuilder {
    /** Numbers of kinds, as the document has them. */
    public enum Kind {
        /** Not written. */
        VOID(0),
        /** Integer. */
        INT(1),
        /** Pointer. */
        PTR(2),
        /** Array. */
        ARRAY(3),
        /** Structure. */
        STRUCT(4),
        /** Union. */
        UNION(5),
        /** Enumeration of 32 bits. */
        ENUM(6),
        /** Forward declaration. */
        FWD(7),
        /** Other name of a type. */
        TYPEDEF(8),
        /** Qualifier. */
        VOLATILE(9),
        /** Qualifier. */
        CONST(10),
        /** Qualifier. */
        RESTRICT(11),
        /** Function. */
        FUNC(12),
        /** Type of a function. */
        FUNC_PROTO(13),
        /** Variable. */
        VAR(14),
        /** Section of variables. */
        DATASEC(15),
        /** Floating-point number. */
        FLOAT(16),
        /** Tag of a declaration. */
        DECL_TAG(17),
        /** Tag of a type. */
        TYPE_TAG(18),
        /** Enumeration of 64 bits. */
        ENUM64(19);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private static final int FLAG = 1 << 31;

    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private int count;

    /** Starts with the empty string and no types. */
    public BtfBuilder() {
        strings.write(0);
    }

    /** Adds a string and returns its offset. */
    public int string(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return at;
    }

    /**
     * Adds a type and returns its number.
     *
     * @param sizeOrType the third word
     * @param parts value of {@code vlen}
     * @param extra the words behind
     */
    public int type(Kind kind, String name, boolean flag, int sizeOrType, int parts, int... extra) {
        word(string(name));
        word((flag ? FLAG : 0) | (kind.number << 24) | parts);
        word(sizeOrType);
        for (int value : extra) {
            word(value);
        }
        return ++count;
    }

    /** Adds a signed integer. */
    public int integer(String name, int sizeBytes) {
        return type(Kind.INT, name, false, sizeBytes, 0, (1 << 24) | (8 * sizeBytes));
    }

    /** Adds a pointer, a typedef or another kind that has only a name and a type. */
    public int reference(Kind kind, String name, int type) {
        return type(kind, name, false, type, 0);
    }

    /** A member to be; {@code bits} 0 for one that is no bit field. */
    public record Member(String name, int type, int offsetBits, int bits) {}

    /** Adds a structure or union with {@code kind_flag} set. */
    public int struct(Kind kind, String name, int sizeBytes, Member... members) {
        int[] extra = new int[3 * members.length];
        for (int i = 0; i < members.length; i++) {
            extra[3 * i] = string(members[i].name());
            extra[3 * i + 1] = members[i].type();
            extra[3 * i + 2] = (members[i].bits() << 24) | members[i].offsetBits();
        }
        return type(kind, name, true, sizeBytes, members.length, extra);
    }

    /** Returns the whole, with a header of 24 bytes. */
    public byte[] bytes() {
        ByteBuffer whole =
                ByteBuffer.allocate(24 + types.size() + strings.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) 0xEB9F).put((byte) 1).put((byte) 0).putInt(24);
        whole.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        whole.put(types.toByteArray()).put(strings.toByteArray());
        return whole.array();
    }

    /** Returns the whole, to be parsed. */
    public MemorySegment segment() {
        return MemorySegment.ofArray(bytes());
    }

    private void word(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            types.write(value >>> shift);
        }
    }
}
