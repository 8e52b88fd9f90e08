package dev.yagura.storage.block.md;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.Assembly;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceChecks;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.fixture.MemoryDevice;
import dev.yagura.storage.fixture.Mutations;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MdArrayTest {
    private static final int SIZE_OF_RESERVED = MemberFixture.SIZE - (64 << 10);

    @TempDir private Path folder;
    private final MemberFixture fixture = new MemberFixture();

    @ParameterizedTest
    @ValueSource(strings = {"0.90", "1.0", "1.1", "1.2"})
    void readsAMirrorOfEachVersionAsMdadmDoes(String version) throws IOException {
        fixture.version = version;
        Files.write(folder.resolve("member"), fixture.member());
        String examined = HostTool.run(folder, "mdadm", "--examine", "member");

        MdArray array = one(fixture.member());

        assertThat(array.version()).isEqualTo(version);
        assertThat(array.level()).isEqualTo("raid1");
        assertThat(array.notes()).containsExactly("1 of 2 members are here");
        DeviceChecks.assertSame(array.device(), MemoryDevice.of(fixture.data()));
        assertThat(examined).contains("- correct", "raid1");
        assertThat(examined).contains(version.equals("0.90") ? "0.90.00" : "Version : " + version);
        if (!version.equals("0.90")) {
            assertThat(array.name()).isEqualTo("host:mirror");
            assertThat(examined).contains("Name : host:mirror");
        }
    }

    @Test
    void readsTheNewestMemberAndSaysSo() throws IOException {
        byte[] old = fixture.member();
        fixture.events = 12;
        fixture.role = 1;
        fixture.seed = 2;

        MdArray array = one(old, fixture.member());

        DeviceChecks.assertSame(array.device(), MemoryDevice.of(fixture.data()));
        assertThat(array.notes())
                .containsExactly("member 1 is behind: 10 events of 12; a newer one is used");
    }

    @Test
    void readsNoSpareThoughItIsAsNew() throws IOException {
        byte[] active = fixture.member();
        byte[] data = fixture.data();
        fixture.role = 0xFFFF;
        fixture.seed = 2;

        MdArray array = one(fixture.member(), active);

        DeviceChecks.assertSame(array.device(), MemoryDevice.of(data));
        assertThat(array.notes())
                .containsExactly("member 1 is spare and not used", "1 of 2 members are here");
        assertThatThrownBy(() -> one(fixture.member()).device()).hasMessageContaining("spares");
    }

    @Test
    void readsNoMemberThatIsBeingFilled() {
        fixture.features = 2;
        assertThatThrownBy(() -> one(fixture.member()).device())
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void keepsArraysApart() throws IOException {
        byte[] one = fixture.member();
        fixture.version = "0.90"; // its identity is written in another order
        byte[] other = fixture.member();

        assertThat(assemble(one, other).whole()).hasSize(2);
    }

    @Test
    void aDamagedMemberKeepsNoOtherFromBeingRead() throws IOException {
        byte[] whole = fixture.member();
        byte[] damaged = MemberFixture.flipped(whole, 4096 + 24);

        Assembly<MdArray> assembly = assemble(damaged, whole, new byte[4096]);

        assertThat(assembly.failures()).extracting(Assembly.Failure::member).containsExactly(0, 2);
        assertThat(assembly.whole())
                .singleElement()
                .satisfies(array -> {
                    assertThat(array.members()).containsExactly(1);
                    DeviceChecks.assertSame(array.device(), MemoryDevice.of(fixture.data()));
                });
    }

    @ParameterizedTest
    @CsvSource({"0, raid0", "5, raid5", "10, raid10", "-1, linear", "-4, multipath"})
    void refusesOtherLevelsByName(int level, String name) throws IOException {
        fixture.level = level;
        MdArray array = one(fixture.member());
        assertThat(array.level()).isEqualTo(name);
        assertThatThrownBy(array::device)
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED))
                .hasMessageContaining("is " + name + ", expected raid1");
    }

    @ParameterizedTest
    @CsvSource({"4, RESHAPE_ACTIVE", "0x8000, 0x8000"})
    void refusesFeaturesByName(String bits, String name) {
        fixture.features = Integer.decode(bits);
        assertThatThrownBy(() -> one(fixture.member()).device()).hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.90", "1.0", "1.1", "1.2"})
    void findsAFlippedBitByTheChecksum(String version) throws IOException {
        fixture.version = version;
        byte[] whole = fixture.member();
        int at =
                switch (version) {
                    case "0.90" -> SIZE_OF_RESERVED;
                    case "1.0" -> MemberFixture.SIZE - 8192;
                    case "1.1" -> 0;
                    default -> 4096;
                };
        byte[] flipped = MemberFixture.flipped(whole, at + 24);

        assertThat(MdArray.isPresent(MemoryDevice.of(flipped))).isTrue();
        assertThat(assemble(flipped).failures())
                .singleElement()
                .extracting(Assembly.Failure::why)
                .isInstanceOfSatisfying(
                        MalformedStructureException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.BAD_CHECKSUM);
                            assertThat(e.field()).isEqualTo("sb_csum");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.90", "1.0", "1.2"})
    void survivesBeingCutShortAndMutations(String version) throws IOException {
        fixture.version = version;
        byte[] whole = fixture.member();
        for (int length = 0; length < whole.length; length += 4001) {
            exhaust(Arrays.copyOf(whole, length));
        }
        Arrays.fill(whole, version.equals("1.2") ? 128 << 10 : 0, 640 << 10, (byte) 0);
        Mutations mutations = new Mutations(whole);
        for (int seed = 0; seed < Mutations.COUNT; seed++) {
            exhaust(mutations.get(seed));
        }
    }

    private static void exhaust(byte[] bytes) throws IOException {
        try {
            for (MdArray array : assemble(bytes).whole()) {
                BlockDevice device = array.device();
                device.read(device.sizeBytes() - 1, MemorySegment.ofArray(new byte[1]));
            }
        } catch (MalformedStructureException e) {
            // What a reader is to say of such bytes.
        }
    }

    private static MdArray one(byte[]... members) {
        List<MdArray> arrays = assemble(members).whole();
        assertThat(arrays).hasSize(1);
        return arrays.getFirst();
    }

    private static Assembly<MdArray> assemble(byte[]... members) {
        return MdArray.assemble(Arrays.stream(members).map(MemoryDevice::of).toList());
    }
}
