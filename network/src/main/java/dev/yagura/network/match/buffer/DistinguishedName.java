package dev.yagura.network.match.buffer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** Writes names of certificates as rules have them: {@code C=FR, O=Example, CN=example.com}. */
final class DistinguishedName {
    private static final Map<String, String> WORDS =
            Map.of(
                    "1.2.840.113549.1.9.1", "emailAddress",
                    "2.5.4.4", "SN",
                    "2.5.4.5", "serialNumber",
                    "2.5.4.12", "title",
                    "2.5.4.15", "businessCategory",
                    "2.5.4.17", "postalCode",
                    "2.5.4.42", "GN");

    private DistinguishedName() {}

    /** Returns a name from its first part on; RFC 2253 has the last first, with backslashes. */
    static String of(X500Principal name) {
        List<String> parts = new ArrayList<>();
        var part = new StringBuilder();
        String text = name.getName(X500Principal.RFC2253, WORDS);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                part.append(text.charAt(at));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        Collections.reverse(parts);
        return String.join(", ", parts);
    }
}
