package dev.yagura.network.match.buffer;

import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.dns.DnsQuestion;
import dev.yagura.network.rules.Buffer;
import java.io.ByteArrayOutputStream;

/** The buffers of DNS. */
public final class DnsBuffers {
    private static final int ESCAPE_CHARS = 4;

    private DnsBuffers() {}

    /** Adds those of a message: the names that a query asks for. */
    public static void add(Transaction to, DnsMessage message) {
        if (!message.response()) {
            for (DnsQuestion question : message.questions()) {
                to.add(Buffer.DNS_QUERY, bytes(question.name()));
            }
        }
    }

    /** Returns a name as it was sent, with dots between labels. */
    private static byte[] bytes(String name) {
        var bytes = new ByteArrayOutputStream();
        for (int at = 0; at < name.length(); at++) {
            if (name.charAt(at) == '\\' && at + ESCAPE_CHARS <= name.length()) {
                bytes.write(Integer.parseInt(name.substring(at + 1, at + ESCAPE_CHARS)));
                at += ESCAPE_CHARS - 1;
            } else {
                bytes.write(name.charAt(at));
            }
        }
        return bytes.toByteArray();
    }
}
