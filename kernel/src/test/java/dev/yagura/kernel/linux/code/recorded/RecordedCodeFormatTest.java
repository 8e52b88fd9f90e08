package dev.yagura.kernel.linux.code.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.kernel.linux.GvaRange;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Kind;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Origin;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Owner;
import dev.yagura.kernel.linux.code.recorded.RecordedCode.Piece;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordedCodeFormatTest {
    private static final RecordedCode CODE =
            new RecordedCode(
                    new Origin("Linux version 6.1.0", "00ff", "0123"),
                    Map.of("dentry_hashtable", 0xffff888000000000L),
                    List.of(0xffffffff81000123L),
                    List.of(
                            new Owner(
                                    Optional.empty(),
                                    "00ff",
                                    List.of(new GvaRange(0xffffffff81000000L, 0x2000)),
                                    new GvaRange(0, 0),
                                    List.of(piece(".text", Kind.CODE), piece("x", Kind.TABLE))),
                            new Owner(
                                    Optional.of("tun"),
                                    "",
                                    List.of(new GvaRange(0xffffffffc0000000L, 0x1000)),
                                    new GvaRange(0x1f000, 64),
                                    List.of(piece(".rodata", Kind.DATA)))),
                    List.of(new Partial.Missing("code of module x", "is Loading")));

    private static Piece piece(String name, Kind kind) {
        return new Piece(name, kind, 0xffffffff81000000L, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    }

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(RecordedCodeFormat.read(RecordedCodeFormat.write(CODE))).isEqualTo(CODE);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = RecordedCodeFormat.write(CODE);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RecordedCodeFormat.read(cut))
                    .as("length %d", length)
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void refusesEveryFlippedBit() {
        byte[] bytes = RecordedCodeFormat.write(CODE);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                // Two bits of the compressed form's header say nothing about the content.
                assertThat(RecordedCodeFormat.read(changed)).as("bit %d", bit).isEqualTo(CODE);
            } catch (MalformedStructureException e) {
                assertThat(e.structure()).isEqualTo("recorded code");
            }
        }
    }

    @Test
    void lengthOfNoKernelIsRefusedBeforeItIsAllocated() {
        RecordedCode endless =
                new RecordedCode(
                        CODE.origin(),
                        Map.of(),
                        List.of(),
                        List.of(
                                new Owner(
                                        Optional.empty(),
                                        "",
                                        List.of(new GvaRange(0, Long.MAX_VALUE)),
                                        new GvaRange(0, 0),
                                        List.of())),
                        List.of());
        assertThatThrownBy(() -> RecordedCodeFormat.read(RecordedCodeFormat.write(endless)))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("part");
    }
}
