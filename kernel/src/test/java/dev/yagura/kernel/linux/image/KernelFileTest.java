package dev.yagura.kernel.linux.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.fixture.ElfBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files by {@link ElfBuilder}; those of real kernels are read by the tests with guests. */
class KernelFileTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;
    private static final long DATA = TEXT + 0x1000;
    private static final long MOVED = 0x1200_0000L;
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private static ElfBuilder kernel() {
        return new ElfBuilder()
                .section(".text", ElfBuilder.CODE, TEXT, number(16, 8, DATA))
                .section(".rodata", ElfBuilder.ALLOC, DATA, number(16, 4, TEXT & 0xffff_ffffL))
                .section(".data", 3, DATA + 0x1000, new byte[16])
                .section(".comment", 0, 0, new byte[16]);
    }

    private static byte[] number(int lengthBytes, int at, long value) {
        return ElfBuilder.little(lengthBytes).putLong(at, value).array();
    }

    @Test
    void movesTheThreeKindsOfPlaces() throws IOException {
        byte[] file =
                kernel().relocations(
                                new long[] {TEXT + 8},
                                new long[] {TEXT},
                                new long[] {DATA + 4, DATA + 0x1004})
                        .build();

        CodeImage image = KernelFile.parse(file).at(TEXT + MOVED);

        assertThat(image.part(".text").orElseThrow().bytes().getLong(8)).isEqualTo(DATA + MOVED);
        assertThat(image.part(".text").orElseThrow().bytes().getInt(0)).isEqualTo((int) -MOVED);
        assertThat(image.bytes(DATA + MOVED + 4, 4).orElseThrow().getInt(0))
                .isEqualTo((int) (TEXT + MOVED));
        assertThat(image.part(".data")).isEmpty();
        assertThat(image.part(".comment")).isEmpty();
    }

    @Test
    void movesTwoKindsOfPlacesSince615() throws IOException {
        byte[] file = kernel().relocations(new long[] {TEXT + 8}, new long[] {DATA + 4}).build();
        CodeImage image = KernelFile.parse(file).at(TEXT + MOVED);
        assertThat(image.part(".text").orElseThrow().bytes().getLong(8)).isEqualTo(DATA + MOVED);
        assertThat(image.part(".rodata").orElseThrow().bytes().getInt(4))
                .isEqualTo((int) (TEXT + MOVED));
    }

    @Test
    void kernelWithoutAListStaysWhereItIs() throws IOException {
        KernelFile file = KernelFile.parse(kernel().build());
        assertThat(file.at(TEXT).part(".text").orElseThrow().gva()).isEqualTo(TEXT);
        assertThatThrownBy(() -> file.at(TEXT + MOVED))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("is not there");
    }

    @Test
    void onlyARangeWithinOnePartHasBytes() throws IOException {
        CodeImage image = KernelFile.parse(kernel().build()).at(TEXT);
        assertThat(image.bytes(TEXT, 16)).isPresent();
        assertThat(image.bytes(TEXT, 17)).isEmpty();
        assertThat(image.bytes(TEXT + 15, 1)).isPresent();
        assertThat(image.bytes(TEXT + 16, 1)).isEmpty();
        assertThat(image.bytes(TEXT - 1, 1)).isEmpty();
        assertThat(image.bytes(-1, 1)).isEmpty();
    }

    @Test
    void listsThatAreNoneAreRefused() {
        for (byte[] file :
                new byte[][] {
                    kernel().relocations(new long[] {TEXT}).build(),
                    kernel().relocations(new long[4][0]).build(),
                    Arrays.copyOf(kernel().relocations(new long[2][0]).build(), 8)
                }) {
            assertThatThrownBy(() -> KernelFile.parse(file))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void otherMachinesAreRefusedByTheirNumber() {
        byte[] file = kernel().build();
        file[0x12] = (byte) 183; // EM_AARCH64
        assertThatThrownBy(() -> KernelFile.parse(file))
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED);
                            assertThat(e.field()).isEqualTo("e_machine");
                        });
    }

    @Test
    void everyTruncationIsRefusedOrReadsWhole() {
        byte[] whole = kernel().build();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> KernelFile.parse(cut))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void damageIsRefusedOrRead() {
        byte[] whole = kernel().relocations(new long[] {TEXT + 8}, new long[] {DATA + 4}).build();
        Random random = new Random(3);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = whole.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                KernelFile.parse(damaged).at(TEXT + MOVED);
            } catch (MalformedStructureException e) {
                assertThat(e).hasMessageContaining("vmlinux");
            }
        }
    }
}
