package dev.yagura.kernel.linux.control;

/**
 * How long instructions of 64-bit code are, which tells where the next one begins; Intel SDM volume
 * 2, appendix A, "Opcode Map", with VEX and EVEX. Does not know AMD's XOP.
 */
final class InstructionLength {
    /** The processor refuses longer ones. */
    private static final int MAX_BYTES = 15;

    /**
     * What follows an opcode of one byte, sixteen in a row: {@code .} nothing, {@code m} ModRM,
     * {@code b} 8 bits, {@code z} 32 bits (16 with an operand-size prefix), {@code w} 16 bits,
     * {@code d} 32 bits, {@code B} ModRM and 8 bits, {@code Z} ModRM and 32 (16), {@code e} 24
     * bits, {@code o} an address, {@code v} 32 (16, or 64 with REX.W), {@code t} and {@code T}
     * ModRM and, for two of its operations, {@code b} or {@code z}; {@code -} no instruction.
     * Prefixes and escapes are taken off before.
     */
    private static final String ONE_BYTE =
            "mmmmbz--mmmmbz--"
                    + "mmmmbz--mmmmbz--"
                    + "mmmmbz--mmmmbz--"
                    + "mmmmbz--mmmmbz--"
                    + "----------------"
                    + "................"
                    + "---m----zZbB...."
                    + "bbbbbbbbbbbbbbbb"
                    + "BZ-Bmmmmmmmmmmmm"
                    + "..........-....."
                    + "oooo....bz......"
                    + "bbbbbbbbvvvvvvvv"
                    + "BBw.--BZe.w..b-."
                    + "mmmm---.mmmmmmmm"
                    + "bbbbbbbbdd-b...."
                    + "-.--..tT......mm";

    /** The same behind 0F. */
    private static final String TWO_BYTES =
            "mmmm-.....-.-m.B"
                    + "mmmmmmmmmmmmmmmm"
                    + "rrrr----mmmmmmmm"
                    + "......-.--------"
                    + "mmmmmmmmmmmmmmmm"
                    + "mmmmmmmmmmmmmmmm"
                    + "mmmmmmmmmmmmmmmm"
                    + "BBBBmmm.mm--mmmm"
                    + "dddddddddddddddd"
                    + "mmmmmmmmmmmmmmmm"
                    + "...mBmmm...mBmmm"
                    + "mmmmmmmmmmBmmmmm"
                    + "mmBmBBBm........"
                    + "mmmmmmmmmmmmmmmm"
                    + "mmmmmmmmmmmmmmmm"
                    + "mmmmmmmmmmmmmmmm";

    private static final int ESCAPE = 0x0F;
    private static final int VEX_3 = 0xC4;
    private static final int VEX_2 = 0xC5;
    private static final int EVEX = 0x62;
    private static final int MAP_38 = 2;
    private static final int MAP_3A = 3;

    private final KernelFunction code;
    private final int start;
    private int at;
    private boolean narrow;
    private boolean shortAddress;
    private boolean wide;

    private InstructionLength(KernelFunction code, int start) {
        this.code = code;
        this.start = start;
        this.at = start;
    }

    /** Returns the length of the instruction at an offset; 0 if there is none, or it is cut off. */
    static int of(KernelFunction code, int offset) {
        InstructionLength instruction = new InstructionLength(code, offset);
        int end = instruction.end();
        int length = end - offset;
        return length > 0 && length <= MAX_BYTES && code.has(offset, length) ? length : 0;
    }

    private int end() {
        prefixes();
        if (!code.has(at, 2)) {
            return code.has(at, 1) ? oneByte(code.u8(at)) : start;
        }
        int opcode = code.u8(at);
        return switch (opcode) {
            case ESCAPE -> escaped();
            case VEX_2 -> vector(at + 2, 1);
            case VEX_3 -> vector(at + 3, code.u8(at + 1) & 0x1F);
            case EVEX -> vector(at + 4, code.u8(at + 1) & 7);
            default -> oneByte(opcode);
        };
    }

    private void prefixes() {
        while (code.has(at, 1) && at - start < MAX_BYTES) {
            int prefix = code.u8(at);
            switch (prefix) {
                case 0x66 -> narrow = true;
                case 0x67 -> shortAddress = true;
                case 0xF0, 0xF2, 0xF3, 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65 -> {}
                default -> {
                    if ((prefix & 0xF0) == 0x40) {
                        wide = (prefix & 8) != 0;
                        at++;
                    }
                    return;
                }
            }
            at++;
        }
    }

    private int oneByte(int opcode) {
        return behind(ONE_BYTE.charAt(opcode), at + 1);
    }

    private int escaped() {
        int opcode = code.u8(at + 1);
        return switch (opcode) {
            case 0x38 -> modRm(at + 3, 0);
            case 0x3A -> modRm(at + 3, 1);
            default -> behind(TWO_BYTES.charAt(opcode), at + 2);
        };
    }

    /** Instructions of vectors: the opcode stands at an offset, in one of a few maps. */
    private int vector(int offset, int map) {
        if (!code.has(offset, 1)) {
            return start;
        }
        int opcode = code.u8(offset);
        if (map == 1) {
            return behind(TWO_BYTES.charAt(opcode), offset + 1);
        }
        boolean known = map >= MAP_38 && map <= 7 && map != 4;
        return known ? modRm(offset + 1, map == MAP_3A ? 1 : 0) : start;
    }

    private int behind(char form, int offset) {
        int number = narrow ? 2 : 4;
        return switch (form) {
            case '.' -> offset;
            case 'b' -> offset + 1;
            case 'w' -> offset + 2;
            case 'e' -> offset + 3;
            case 'd' -> offset + 4;
            case 'z' -> offset + number;
            case 'o' -> offset + (shortAddress ? 4 : 8);
            case 'v' -> offset + (wide ? 8 : number);
            case 'm' -> modRm(offset, 0);
            case 'B' -> modRm(offset, 1);
            case 'Z' -> modRm(offset, number);
            case 'r' -> offset + 1; // a ModRM byte that always means registers
            case 't' -> modRm(offset, testsConstant(offset) ? 1 : 0);
            case 'T' -> modRm(offset, testsConstant(offset) ? number : 0);
            default -> start;
        };
    }

    private boolean testsConstant(int offset) {
        return code.has(offset, 1) && (code.u8(offset) & 0x38) <= 8;
    }

    private int modRm(int offset, int more) {
        if (!code.has(offset, 1)) {
            return start;
        }
        int next = code.has(offset, 2) ? code.u8(offset + 1) : 0; // cut off, if it is one of it
        return offset + Instructions.operandBytes(code.u8(offset), next) + more;
    }
}
