package dev.yagura.bpf.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bpf.Engines;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The compiled program does what the interpreter says, faults and their places included, on random
 * programs: {@code -Dprograms=N} of them.
 */
class EnginesAgreeTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 120);
    private static final Limits FEW = new Limits(20_000, 8, 2048);
    private static final Helpers HELPERS =
            new Helpers(Map.of(1, (memory, a, b, c, d, e) -> a + 3 * b + 5 * c + 7 * d + 9 * e));

    @Test
    void onShortFunctions() throws IOException {
        assertAgree(PROGRAMS, 40);
    }

    @Test
    void onFunctionsThatAreWrittenInPieces() throws IOException {
        assertAgree(PROGRAMS / 30, 4000);
    }

    private static void assertAgree(int programs, int maxLength) throws IOException {
        Map<ProgramFault.Kind, Integer> faults = new EnumMap<>(ProgramFault.Kind.class);
        int finished = 0;
        for (int seed = 0; seed < programs; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            Program program = program(random, maxLength);
            Outcome interpreted = outcome(Engines.INTERPRETED, program);
            Outcome compiled = outcome(Engines.COMPILED, program);

            assertThat(compiled).as("seed %d", seed).isEqualTo(interpreted);
            if (interpreted.fault() == null) {
                finished++;
            } else {
                faults.merge(interpreted.fault(), 1, Integer::sum);
            }
        }

        assertThat(finished).as("beside %s", faults).isGreaterThan(programs / 10);
    }

    private static Program program(RandomGenerator random, int maxLength)
            throws MalformedStructureException {
        return Program.of(new RandomProgram(random).slots(maxLength));
    }

    private record Outcome(long result, ProgramFault.@Nullable Kind fault, String text) {}

    private static Outcome outcome(Engines engine, Program program) throws IOException {
        try {
            return new Outcome(
                    engine.run(program, GuestMemory.NONE, HELPERS, FEW, 1, 2, 3, 4, 5), null, "");
        } catch (ProgramFault e) {
            return new Outcome(0, e.kind(), String.valueOf(e.getMessage()));
        }
    }
}
