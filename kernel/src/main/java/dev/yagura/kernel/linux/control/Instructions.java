package dev.yagura.kernel.linux.control;

/**
 * The few instructions that compilers and the kernel's own patching put at the start of functions;
 * Intel SDM volume 2, "Instruction Set Reference".
 */
public final class Instructions {
    private static final int OPERAND_SIZE = 0x66;
    private static final int CS_OVERRIDE = 0x2E;
    private static final int MAX_PREFIXES = 12;

    private Instructions() {}

    /** Returns the length of ENDBR64, or of the NOPs that the kernel makes of it; 0 for others. */
    public static int landingPad(KernelFunction function, int at) {
        if (!function.has(at, 4)) {
            return 0;
        }
        return switch (function.s32(at)) {
            case 0xFA1E_0FF3, // endbr64
                    0x001F_0F66, // nopw (%rax), "poison" since 5.18
                    0xD640_1F0F -> // nopl -42(%rax), since 6.15
                    4;
            default -> 0;
        };
    }

    /** Returns the length of the NOP of any form at an offset, or 0 if there is none. */
    public static int nop(KernelFunction function, int at) {
        int prefixes = 0;
        while (prefixes < MAX_PREFIXES && function.has(at + prefixes, 1)) {
            int prefix = function.u8(at + prefixes);
            if (prefix != OPERAND_SIZE && prefix != CS_OVERRIDE) {
                break;
            }
            prefixes++;
        }
        int opcode = at + prefixes;
        if (function.has(opcode, 1) && function.u8(opcode) == 0x90) {
            return prefixes + 1;
        }
        if (!function.has(opcode, 3)
                || function.u8(opcode) != 0x0F
                || function.u8(opcode + 1) != 0x1F) {
            return 0;
        }
        int scale = function.has(opcode, 4) ? function.u8(opcode + 3) : 0;
        int length = prefixes + 2 + operandBytes(function.u8(opcode + 2), scale);
        return function.has(at, length) ? length : 0;
    }

    /** Returns the length of the instruction at an offset; 0 if none is there, or it is cut off. */
    public static int length(KernelFunction function, int at) {
        return InstructionLength.of(function, at);
    }

    /** Returns the length of ModRM, SIB and displacement, of ModRM and the byte behind it. */
    static int operandBytes(int modRm, int next) {
        int mode = modRm >>> 6;
        int register = modRm & 7;
        boolean scaled = mode != 3 && register == 4;
        int length = scaled ? 2 : 1;
        int base = scaled ? next & 7 : register;
        return switch (mode) {
            case 0 -> base == 5 ? length + 4 : length;
            case 1 -> length + 1;
            case 2 -> length + 4;
            default -> length;
        };
    }
}
