package dev.yagura.it;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A program for guests, which have no server of UDP: {@code udp-echo.s}, as {@code as} and {@code
 * objcopy -O binary --only-section=.text} of binutils 2.40 make it. Its socket is file 0.
 */
final class UdpEcho {
    private static final String BEFORE_PORT =
            "6a025f89fe31d26a29580f0589c731f66a21580f0531ff488d354e000000"
                    + "6a105a6a31580f054881ec00080000c704241000000031ff488d742420ba"
                    + "dc0500004531d24c8d4424084989e16a2d580f0589c231ff488d74242045"
                    + "31d24c8d4424086a1041596a2c580f05ebc1020015b30000000000000000";

    private static final String BEHIND_PORT = "000000000000000000000000";

    private static final long BASE = 0x400000;
    private static final int EHDR_BYTES = 64;
    private static final int PHDR_BYTES = 56;
    private static final int HEADERS = EHDR_BYTES + PHDR_BYTES;
    private static final short EXECUTABLE = 2;
    private static final short X86_64 = 62;
    private static final int LOAD = 1;
    private static final int READ_EXECUTE = 5;
    private static final int PAGE = 4096;

    private UdpEcho() {}

    /** Returns a shell command that starts one at a port, and prints its process id. */
    static String start(int port) {
        String path = "/tmp/udp-" + port;
        return "echo %s | base64 -d >%s; chmod +x %s; %s </dev/null >/dev/null 2>&1 & echo $!"
                .formatted(Base64.getEncoder().encodeToString(program(port)), path, path, path);
    }

    /** An ELF file with one segment, which is all of it. */
    private static byte[] program(int port) {
        byte[] code = HexFormat.of().parseHex(BEFORE_PORT + "%04x".formatted(port) + BEHIND_PORT);
        int length = HEADERS + code.length;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex("7f454c46020101000000000000000000"))
                .putShort(EXECUTABLE)
                .putShort(X86_64)
                .putInt(1)
                .putLong(BASE + HEADERS) // e_entry
                .putLong(EHDR_BYTES) // e_phoff
                .putLong(0)
                .putInt(0)
                .putShort((short) EHDR_BYTES)
                .putShort((short) PHDR_BYTES)
                .putShort((short) 1) // e_phnum
                .putShort((short) 0)
                .putInt(0)
                .putInt(LOAD)
                .putInt(READ_EXECUTE)
                .putLong(0)
                .putLong(BASE)
                .putLong(BASE)
                .putLong(length)
                .putLong(length)
                .putLong(PAGE)
                .put(code)
                .array();
    }
}
