package dev.yagura.bpf.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bpf.Assembler;
import dev.yagura.bytes.MalformedStructureException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstructionDecoderTest {
    @ParameterizedTest(name = "opcode {0}, {1} {2} {3} {4}: {5}")
    @CsvSource({
        // opcode, destination, source, offset, immediate, what the message names
        "0x07, 11, 0, 0, 0, dst_reg", // a register that is not
        "0x07, 10, 0, 0, 0, dst_reg", // the frame pointer written
        "0x0f, 0, 11, 0, 0, src_reg",
        "0x07, 0, 1, 0, 0, src_reg", // fields that the form does not use
        "0x0f, 0, 1, 0, 1, imm",
        "0x07, 0, 0, 1, 0, offset",
        "0x37, 0, 0, 2, 1, offset", // neither signed nor unsigned division
        "0x87, 0, 0, 0, 1, imm",
        "0x8f, 0, 0, 0, 0, opcode", // negation of a register by a register
        "0xbf, 0, 1, 24, 0, offset", // signs are extended from 8, 16 and 32 bits
        "0xbc, 0, 1, 32, 0, offset", // and from 32 to 64 only
        "0xd4, 0, 0, 0, 8, imm",
        "0xdf, 0, 0, 0, 16, opcode",
        "0xe7, 0, 0, 0, 0, opcode",
        "0x20, 0, 0, 0, 0, packet access",
        "0x30, 0, 0, 0, 0, packet access",
        "0x40, 0, 1, 0, 0, packet access",
        "0x18, 0, 1, 0, 0, src_reg", // a map, which a loader replaces
        "0x18, 0, 0, 0, 0, next_imm",
        "0x99, 0, 1, 0, 0, opcode", // no bytes left to extend the sign to
        "0x61, 10, 1, 0, 0, dst_reg",
        "0x61, 0, 1, 0, 1, imm",
        "0x62, 0, 1, 0, 0, src_reg",
        "0xc3, 0, 1, 0, 0x10, imm", // no atomic operation
        "0xc3, 0, 1, 0, 0xe0, imm", // exchange without fetch
        "0xd3, 0, 1, 0, 0, imm", // of a byte
        "0xdb, 0, 10, 0, 1, src_reg", // fetch into the frame pointer
        "0x05, 0, 0, 1, 0, offset", // to behind the end
        "0x05, 0, 0, -2, 0, offset",
        "0x05, 0, 0, 0, 1, imm",
        "0x06, 0, 0, 1, 0, offset",
        "0x06, 0, 0, 0, -2, offset",
        "0x0d, 0, 0, 0, 0, opcode",
        "0x85, 0, 2, 0, 0, src_reg", // a kernel function
        "0x85, 1, 0, 0, 0, dst_reg",
        "0x85, 0, 1, 0, 7, offset",
        "0x8d, 1, 1, 0, 0, src_reg",
        "0x95, 0, 0, 0, 1, imm",
        "0x96, 0, 0, 0, 0, opcode", // exit has one form
        "0xe5, 0, 0, 0, 0, opcode",
    })
    void refusesWhatTheStandardReserves(
            String opcode,
            int destination,
            int source,
            int offset,
            String immediate,
            String named) {
        Assembler code =
                new Assembler()
                        .raw(
                                Integer.decode(opcode),
                                destination,
                                source,
                                offset,
                                Integer.decode(immediate));

        assertThatThrownBy(() -> InstructionDecoder.decode(code.slots()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining(named);
    }

    @Test
    void refusesASecondHalfWithFieldsOfItsOwn() {
        long[] slots = {0x18, 0x07};

        var e =
                assertThrows(
                        MalformedStructureException.class, () -> InstructionDecoder.decode(slots));

        assertThat(e.field()).isEqualTo("next_imm");
    }

    @Test
    void decodesOrRefusesAnyBits() {
        RandomGenerator random = new SplittableRandom(8);
        int decoded = 0;
        for (int i = 0; i < 100_000; i++) {
            // Fields are rarely used all at once: most are left empty.
            long slot = random.nextLong() & 0xFF;
            slot |= random.nextBoolean() ? (random.nextLong() & 0xFF00) : 0;
            slot |= random.nextInt(4) == 0 ? random.nextLong(64) << 16 : 0;
            slot |= random.nextInt(4) == 0 ? random.nextLong() << 32 : 0;
            try {
                decoded += InstructionDecoder.decode(new long[] {slot, 0x95}).size();
            } catch (MalformedStructureException e) {
                decoded += e.structure().startsWith("bpf instruction") ? 0 : Integer.MIN_VALUE;
            }
        }

        assertThat(decoded).isGreaterThan(10_000);
    }
}
