package dev.yagura.bpf.fake;

import dev.yagura.kernel.types.BtfKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes types as BTF; Documentation/bpf/btf.rst. A structure has a number before it is known. */
final class BtfWriter {
    private static final int HEADER_BYTES = 24;
    private static final int KIND_SHIFT = 24;
    private static final int SIGNED = 1 << 24;

    private final List<int[]> types = new ArrayList<>();
    private final Map<String, Integer> structs = new HashMap<>();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();

    BtfWriter() {
        names.write(0);
    }

    int integer(String name, int size, boolean signed) {
        return add(
                name(name),
                BtfKind.INT << KIND_SHIFT,
                size,
                (signed ? SIGNED : 0) | size * Byte.SIZE);
    }

    int pointer(int target) {
        return add(0, BtfKind.PTR << KIND_SHIFT, target);
    }

    int array(int element, int index, int count) {
        return add(0, BtfKind.ARRAY << KIND_SHIFT, 0, element, index, count);
    }

    int typedef(String name, int target) {
        return add(name(name), BtfKind.TYPEDEF << KIND_SHIFT, target);
    }

    /** Adds an enumeration whose constants count from 0. */
    int enumeration(String name, String[] constants) {
        int[] words = new int[3 + 2 * constants.length];
        words[0] = name(name);
        words[1] = BtfKind.ENUM << KIND_SHIFT | constants.length;
        words[2] = Integer.BYTES;
        for (int i = 0; i < constants.length; i++) {
            words[3 + 2 * i] = name(constants[i].strip());
            words[4 + 2 * i] = i;
        }
        return add(words);
    }

    /** Returns the number of a structure, which may be defined later; until then it is declared. */
    int structNamed(String name) {
        return structs.computeIfAbsent(name, tag -> add(name(tag), BtfKind.FWD << KIND_SHIFT, 0));
    }

    /**
     * Defines a structure.
     *
     * @param members each with its type and its offset in bytes
     */
    int struct(String name, int size, Map<String, int[]> members) {
        int[] words = new int[3 + 3 * members.size()];
        words[0] = name(name);
        words[1] = BtfKind.STRUCT << KIND_SHIFT | members.size();
        words[2] = size;
        int at = 3;
        for (Map.Entry<String, int[]> member : members.entrySet()) {
            words[at++] = name(member.getKey());
            words[at++] = member.getValue()[0];
            words[at++] = member.getValue()[1] * Byte.SIZE;
        }
        int id = structNamed(name);
        types.set(id - 1, words);
        return id;
    }

    byte[] bytes() {
        int typeBytes = types.stream().mapToInt(words -> words.length * Integer.BYTES).sum();
        ByteBuffer whole =
                ByteBuffer.allocate(HEADER_BYTES + typeBytes + names.size())
                        .order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) 0xEB9F).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
        whole.putInt(0).putInt(typeBytes).putInt(typeBytes).putInt(names.size());
        for (int[] words : types) {
            for (int word : words) {
                whole.putInt(word);
            }
        }
        return whole.put(names.toByteArray()).array();
    }

    private int add(int... words) {
        types.add(words);
        return types.size();
    }

    private int name(String text) {
        int at = names.size();
        names.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        names.write(0);
        return at;
    }
}
