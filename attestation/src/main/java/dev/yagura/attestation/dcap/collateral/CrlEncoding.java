package dev.yagura.attestation.dcap.collateral;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The forms in which services hand out revocation lists. */
final class CrlEncoding {

    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");

    private CrlEncoding() {}

    /** Returns the list as DER or PEM, if it was written as hexadecimal digits; a copy. */
    static byte[] withoutHex(byte[] list) {
        String text = new String(list, ISO_8859_1).strip();
        return HEX.matcher(text).matches() ? HexFormat.of().parseHex(text) : list.clone();
    }
}
