package dev.yagura.bpf.run;

import static dev.yagura.bpf.Assembler.MOV;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bpf.Assembler;
import dev.yagura.bytes.MalformedStructureException;
import org.junit.jupiter.api.Test;

class ControlFlowTest {
    private static void assertRefused(Assembler code, String detail) {
        assertThatThrownBy(() -> Program.of(code.slots()))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining(detail);
    }

    @Test
    void refusesAJumpIntoAnInstruction() {
        assertRefused(new Assembler().raw(0x05, 0, 0, 1, 0).lddw(0, 1).exit(), "within another");
    }

    @Test
    void refusesAJumpIntoAnotherFunction() {
        assertRefused(
                new Assembler().call("other").exit().label("other").raw(0x05, 0, 0, -2, 0),
                "out of the function");
    }

    @Test
    void refusesAFunctionWithoutAnEnd() {
        assertRefused(new Assembler().alu64(MOV, 0, 0), "runs on");
        assertRefused(new Assembler().lddw(0, 0), "runs on");
        assertRefused(new Assembler().call("other").label("other").exit(), "runs on");
    }

    @Test
    void refusesACallIntoAnInstruction() {
        assertRefused(new Assembler().raw(0x85, 0, 1, 0, 1).lddw(0, 1).exit(), "runs on");
    }

    @Test
    void refusesNothingAndTooMuch() {
        assertRefused(new Assembler(), "instructions");
        Assembler large = new Assembler();
        for (int i = 0; i < 30_000; i++) {
            large.alu64(MOV, 0, 0);
        }
        assertRefused(large.exit(), "expected at most 30000");
    }
}
