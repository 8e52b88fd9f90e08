package dev.yagura.network.match.buffer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.network.match.search.Folding;
import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.BufferCondition.Transform;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What one side says in one transaction, as far as it has come. */
public final class Transaction {
    /**
     * Bytes of a body that are looked at, as in Suricata's configuration ("request-body-limit").
     */
    public static final int MAX_BODY_BYTES = 100 * 1024;

    private final long number;
    private final Map<Buffer, List<byte[]>> buffers = new EnumMap<>(Buffer.class);

    /**
     * Makes a transaction of which nothing has come.
     *
     * @param number counts those of one side of a flow, from 1
     */
    public Transaction(long number) {
        this.number = number;
    }

    /** Returns its number. */
    public long number() {
        return number;
    }

    /** Adds bytes; a buffer may be there several times. */
    void add(Buffer buffer, byte[] bytes) {
        buffers.computeIfAbsent(buffer, each -> new ArrayList<>()).add(bytes);
    }

    /** Adds text of which each character is a byte. */
    void add(Buffer buffer, String text) {
        add(buffer, text.getBytes(ISO_8859_1));
    }

    /** Returns what is to be looked at; empty if it is not there. */
    public List<byte[]> get(Where where) {
        List<byte[]> plain = buffers.getOrDefault(where.buffer(), List.of());
        return where.transforms().isEmpty()
                ? plain
                : plain.stream().map(bytes -> transformed(bytes, where.transforms())).toList();
    }

    private static byte[] transformed(byte[] bytes, List<Transform> transforms) {
        byte[] made = bytes;
        for (Transform transform : transforms) {
            made =
                    switch (transform) {
                        case DOTPREFIX -> withDot(made);
                    };
        }
        return made;
    }

    private static byte[] withDot(byte[] bytes) {
        byte[] made = new byte[bytes.length + 1];
        made[0] = '.';
        System.arraycopy(bytes, 0, made, 1, bytes.length);
        return made;
    }

    /** Returns a text in small letters, those of ASCII only. */
    static String lowerCase(String text) {
        return new String(Folding.fold(text.getBytes(ISO_8859_1)), ISO_8859_1);
    }
}
