package dev.yagura.detect.yara;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What a text looks like within a longer one that is encoded in base64. */
final class Base64Texts {
    static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** Bytes of a text, at least, as in libyara: of shorter ones too little is certain. */
    static final int MIN_BYTES = 3;

    private static final int GROUP = 3;

    /** Characters at the start that depend on what is before, by how many bytes of a group are. */
    private static final int[] LEADING = {0, 2, 3};

    private Base64Texts() {}

    /**
     * Returns the characters that depend on the text alone, for each of the three places in a group
     * at which it may start.
     */
    static List<byte[]> of(byte[] text, String alphabet) {
        List<byte[]> all = new ArrayList<>();
        for (int before = 0; before < GROUP; before++) {
            byte[] padded = new byte[before + text.length];
            System.arraycopy(text, 0, padded, before, text.length);
            byte[] encoded = Base64.getEncoder().withoutPadding().encode(padded);
            int open = padded.length % GROUP == 0 ? 0 : 1;
            byte[] certain = Arrays.copyOfRange(encoded, LEADING[before], encoded.length - open);
            all.add(translated(certain, alphabet));
        }
        return all;
    }

    private static byte[] translated(byte[] encoded, String alphabet) {
        byte[] letters = alphabet.getBytes(ISO_8859_1);
        byte[] translated = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            translated[i] = letters[ALPHABET.indexOf(encoded[i])];
        }
        return translated;
    }
}
