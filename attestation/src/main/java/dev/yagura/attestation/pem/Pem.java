package dev.yagura.attestation.pem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The textual encoding of RFC 7468. */
public final class Pem {

    private static final int LINE_LENGTH = 64;

    private Pem() {}

    /** Returns an object as text. */
    public static String encode(String label, byte[] der) {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        return "%s\n%s\n%s\n".formatted(begin(label), encoder.encodeToString(der), end(label));
    }

    /**
     * Returns the first object with this label; text around it is ignored.
     *
     * @param name how error messages call the input
     * @throws MalformedStructureException if there is none
     */
    public static byte[] decode(String name, String label, byte[] text)
            throws MalformedStructureException {
        return decode(name, label, text, 1).getFirst();
    }

    /**
     * Returns the first objects with this label, at least one; text around them is ignored.
     *
     * @param name how error messages call the input
     * @param max most objects
     * @throws MalformedStructureException if there is none
     */
    public static List<byte[]> decode(String name, String label, byte[] text, int max)
            throws MalformedStructureException {
        String content = new String(text, ISO_8859_1);
        List<byte[]> objects = new ArrayList<>();
        int begin = content.indexOf(begin(label));
        while (objects.isEmpty() || (begin >= 0 && objects.size() < max)) {
            int from = begin + begin(label).length();
            int end = content.indexOf(end(label), from); // not in the label before
            if (begin < 0 || end < 0) {
                throw new MalformedStructureException(
                        Reason.BAD_MAGIC,
                        name,
                        "pem label",
                        0,
                        "is absent, expected %s ... %s".formatted(begin(label), end(label)));
            }
            objects.add(base64(name, content, from, end));
            begin = content.indexOf(begin(label), end);
        }
        return objects;
    }

    private static byte[] base64(String name, String content, int from, int to)
            throws MalformedStructureException {
        try {
            return Base64.getMimeDecoder().decode(content.substring(from, to));
        } catch (IllegalArgumentException e) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "pem base64", from, "is not base64");
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }
}
