package dev.yagura.attestation.ratls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Base64;

/** The textual encoding of RFC 7468, one object a file. */
final class Pem {

    private static final int LINE_LENGTH = 64;

    private Pem() {}

    static String encode(String label, byte[] der) {
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        return "%s\n%s\n%s\n".formatted(begin(label), encoder.encodeToString(der), end(label));
    }

    /**
     * Returns the first object with this label; text around it is ignored.
     *
     * @param name how error messages call the input
     */
    static byte[] decode(String name, String label, byte[] text)
            throws MalformedStructureException {
        String content = new String(text, ISO_8859_1);
        int begin = content.indexOf(begin(label));
        int end = content.indexOf(end(label), Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new MalformedStructureException(
                    Reason.BAD_MAGIC,
                    name,
                    "pem label",
                    0,
                    "is absent, expected %s ... %s".formatted(begin(label), end(label)));
        }
        int from = begin + begin(label).length();
        try {
            return Base64.getMimeDecoder().decode(content.substring(from, end));
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
