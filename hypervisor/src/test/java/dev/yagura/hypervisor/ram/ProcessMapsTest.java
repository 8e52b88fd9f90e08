package dev.yagura.hypervisor.ram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.hypervisor.TestData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real mappings; their origin is in {@code README.md} beside them. */
class ProcessMapsTest {
    private static ProcessMaps maps(String name) throws MalformedStructureException {
        return ProcessMaps.parse(TestData.text(ProcessMapsTest.class, name + ".maps.txt"));
    }

    @Test
    void findsRamByItsLengthWhereQemuSaysItIs() throws MalformedStructureException {
        assertThat(maps("libvirt-web").ofLength(512 << 20))
                .singleElement()
                .satisfies(mapping -> {
                    assertThat(mapping.start()).isEqualTo(0x7effffe00000L);
                    assertThat(mapping.isSharedFile()).isFalse();
                });
    }

    @Test
    void knowsASharedMemfd() throws MalformedStructureException {
        Mapping mapping = maps("libvirt-db").at(0x7fd85ffff000L + (1L << 30)).orElseThrow();

        assertThat(mapping.isSharedFile()).isTrue();
        assertThat(mapping.inode()).isEqualTo(43);
        assertThat(mapping.path()).isEqualTo("/memfd:memory-backend-memfd (deleted)");
        assertThat(mapping.end() - mapping.start()).isEqualTo(3L << 30);
    }

    @Test
    void anAddressThatIsNotMappedIsAnAnswer() throws MalformedStructureException {
        assertThat(maps("libvirt-web").at(0)).isEmpty();
        assertThat(maps("libvirt-web").at(-1)).isEmpty();
    }

    @Test
    void joinsMappingsThatContinueEachOther() throws MalformedStructureException {
        ProcessMaps maps =
                ProcessMaps.parse(
                        """
                        1000-2000 rw-s 00000000 00:01 7 /f
                        2000-4000 rw-s 00001000 00:01 7 /f
                        4000-5000 rw-s 00005000 00:01 7 /f
                        5000-6000 rw-p 00000000 00:00 0
                        6000-7000 rw-p 00000000 00:00 0\s
                        8000-9000 r--p 00000000 00:00 0
                        """);

        assertThat(maps.at(0x1000)).map(Mapping::end).contains(0x4000L);
        assertThat(maps.at(0x4000)).map(Mapping::end).contains(0x5000L);
        assertThat(maps.at(0x6fff)).map(Mapping::start).contains(0x5000L);
        assertThat(maps.ofLength(0x3000)).hasSize(1);
        assertThat(maps.ofLength(0x2000)).as("by itself and joined").hasSize(2);
        assertThat(maps.ofLength(0x1000)).as("writable only").hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "1000-2000 rw-s",
                "2000-1000 rw-p 00000000 00:00 0",
                "1000-1000 rw-p 00000000 00:00 0",
                "11112222333344445-2000 rw-p 00000000 00:00 0",
                "3000-4000 rw-p 0 00:00 0\n1000-2000 rw-p 0 00:00 0",
                "1000-3000 rw-p 0 00:00 0\n2000-4000 rw-p 0 00:00 0",
            })
    void refusesWhatTheKernelCannotHaveWritten(String text) {
        assertThatThrownBy(() -> ProcessMaps.parse(text))
                .isInstanceOf(MalformedStructureException.class);
    }

    @Test
    void passesOverTheKernelsOwnPage() throws MalformedStructureException {
        assertThat(
                        ProcessMaps.parse(
                                        "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0"
                                                + "                  [vsyscall]\n")
                                .at(0xffffffffff600000L))
                .isEmpty();
    }
}
