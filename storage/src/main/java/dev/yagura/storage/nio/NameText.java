package dev.yagura.storage.nio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.file.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/** Names as text and back, without loss: see the package. */
final class NameText {
    private static final char ESCAPE = 0xDC00;

    private NameText() {}

    static String of(FileName name) {
        ByteBuffer bytes = ByteBuffer.wrap(name.bytes());
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        CharsetDecoder decoder = UTF_8.newDecoder(); // reports what is malformed
        CoderResult result = decoder.decode(bytes, text, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (ESCAPE + Byte.toUnsignedInt(bytes.get())));
            }
            decoder.reset();
            result = decoder.decode(bytes, text, true);
        }
        return text.flip().toString();
    }

    static FileName name(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lone =
                    c >= ESCAPE + 0x80
                            && c <= ESCAPE + 0xFF
                            && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
            if (lone) {
                bytes.writeBytes(text.substring(from, i).getBytes(UTF_8));
                bytes.write(c - ESCAPE);
                from = i + 1;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(UTF_8));
        return FileName.of(bytes.toByteArray());
    }
}
