package dev.yagura.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every target on its seeds and past findings, and a little beyond, without a fuzzer. */
class RegressionTest {
    private static final int MUTATIONS = 300;
    private static final int MAX_CUTS = 300;

    @ParameterizedTest
    @EnumSource
    void survivesItsCorpus(FuzzTarget target) throws IOException {
        assertThat(Corpus.files(target)).isNotEmpty();
        for (Path file : Corpus.files(target)) {
            target.run(Files.readAllBytes(file));
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesItsCorpusCutShort(FuzzTarget target) throws IOException {
        for (Path file : Corpus.files(target)) {
            byte[] whole = Files.readAllBytes(file);
            int step = 1 + whole.length / MAX_CUTS;
            for (int length = 0; length < whole.length; length += step) {
                target.run(Arrays.copyOf(whole, length));
            }
        }
    }

    /** The same mutations at each run; looking further is the fuzzer's work. */
    @ParameterizedTest
    @EnumSource
    void survivesItsCorpusDamaged(FuzzTarget target) throws IOException {
        Random random = new Random(1);
        for (Path file : Corpus.files(target)) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < MUTATIONS && whole.length > 0; i++) {
                byte[] damaged = whole.clone();
                for (int change = random.nextInt(4); change >= 0; change--) {
                    int at = random.nextInt(damaged.length);
                    damaged[at] =
                            (byte)
                                    (random.nextBoolean()
                                            ? random.nextInt(256)
                                            : damaged[at] ^ 0x80);
                }
                target.run(damaged);
            }
        }
    }
}
