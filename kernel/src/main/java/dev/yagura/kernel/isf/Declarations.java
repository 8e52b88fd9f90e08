package dev.yagura.kernel.isf;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file declares, as read. */
final class Declarations {
    /** {@code base_types}: for example {@code unsigned int}. */
    record BaseType(long size, boolean signed, String kind) {}

    /** {@code enums}. */
    record EnumType(long size, String base, Map<String, Long> constants) {}

    /** {@code user_types}: structures and unions, fields in the order of their offsets. */
    record UserType(long size, boolean union, List<Field> fields) {}

    /** A field of a user type; {@code offset} in bytes. */
    record Field(String name, long offset, boolean anonymous, TypeNode type) {
        long offsetBits() {
            long position = type instanceof TypeNode.BitField bits ? bits.position() : 0;
            return 8 * offset + position;
        }
    }

    final Map<String, BaseType> bases = new HashMap<>();
    final Map<String, EnumType> enums = new HashMap<>();
    final Map<String, UserType> users = new HashMap<>();

    /** Names and addresses, as linked. */
    final Map<String, Long> symbols = new LinkedHashMap<>();

    int types() {
        return bases.size() + enums.size() + users.size();
    }
}
