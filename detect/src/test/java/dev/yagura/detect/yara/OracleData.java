package dev.yagura.detect.yara;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Files that hold what the rules of the tests look for, next to what they must not find. */
final class OracleData {
    private static final String PROGRAM = "This program cannot be run";
    private static final String TEXT =
            """
            abc first abc abcd aBc xabc abcx abc.
            abbbc ac abbc
            aaaa aaab aaaaab xab xaab xb q zq aa b=bc ]bc -bc a
            c a-c aXc user.name@host.com bob@evil.example 10.20.30.40 abc def abc\t \tdef abc1 \
            abcabcxyzd xyzd abce abcde abcd64 abcdef a{b} http://evil.example/path \
            https://a-b.c/x This program cannot be run. tab\there\\"A
             acbd acd ab12cd abx63d abxxd acxd xyzwabcd\
            """;

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    private OracleData() {}

    /** Writes the files into a folder. */
    static void write(Path folder) throws IOException {
        Random random = new Random(7);
        Files.write(folder.resolve("whole.bin"), whole());
        Files.write(folder.resolve("empty.bin"), new byte[0]);
        Files.writeString(folder.resolve("one.bin"), "q");
        Files.writeString(folder.resolve("short.bin"), "abc");
        Files.writeString(folder.resolve("pair.bin"), "zq");
        Files.writeString(folder.resolve("start.bin"), "xyzwabcd");
        Files.write(folder.resolve("letters.bin"), letters(random, "abcdxyzq 0ABEND\n", 6_000));
        byte[] noise = new byte[20_000];
        random.nextBytes(noise);
        Files.write(folder.resolve("noise.bin"), noise);
        Files.write(folder.resolve("sparse.bin"), letters(random, "ab\0c", 3_000));
    }

    /** Returns bytes that are all of some letters. */
    static byte[] letters(Random random, String of, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) of.charAt(random.nextInt(of.length()));
        }
        return bytes;
    }

    private static byte[] whole() {
        OracleData data = new OracleData();
        data.add(TEXT.getBytes(ISO_8859_1));
        for (String wide : List.of("abc xabc abbbc ABC abcx AB.C ", "abc")) {
            data.add(widened(wide));
        }
        data.add(xored(PROGRAM.getBytes(ISO_8859_1), 0x21));
        data.add(xored(PROGRAM.getBytes(ISO_8859_1), 200));
        data.add(xored(widened("This"), 5));
        for (String before : List.of("", "x", "xy")) {
            byte[] encoded = Base64.getEncoder().encode((before + PROGRAM).getBytes(ISO_8859_1));
            data.add(encoded);
            data.add(widened(new String(encoded, ISO_8859_1)));
        }
        data.add("START short END START".getBytes(ISO_8859_1));
        data.add(("\n\n" + "x".repeat(400) + "END more END").getBytes(ISO_8859_1));
        data.add(("STA" + "y".repeat(100) + "RT" + "z".repeat(900) + "END").getBytes(ISO_8859_1));
        data.add(new byte[40]);
        data.add("\u0001\nthe end.".getBytes(ISO_8859_1));
        return data.all.toByteArray();
    }

    private void add(byte[] part) {
        all.writeBytes(part);
    }

    private static byte[] widened(String text) {
        byte[] wide = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            wide[2 * i] = (byte) text.charAt(i);
        }
        return wide;
    }

    private static byte[] xored(byte[] text, int key) {
        byte[] xored = text.clone();
        for (int i = 0; i < text.length; i++) {
            xored[i] ^= (byte) key;
        }
        return xored;
    }
}
