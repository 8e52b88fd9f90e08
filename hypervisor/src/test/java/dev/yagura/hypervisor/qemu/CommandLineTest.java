package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.hypervisor.TestData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static QemuOptions parse(String... arguments) {
        List<String> all = new ArrayList<>(List.of("/usr/bin/qemu-system-x86_64"));
        all.addAll(List.of(arguments));
        return CommandLine.parse("x86_64", all);
    }

    private static QemuOptions libvirt(String name) {
        String text = TestData.text(CommandLineTest.class, "libvirt-" + name + ".arguments.txt");
        return CommandLine.parse("x86_64", text.lines().toList());
    }

    @Test
    void readsWhatLibvirtWritesForAnonymousMemory() {
        QemuOptions options = libvirt("web");

        assertThat(options.name()).isEqualTo("web");
        assertThat(options.uuid()).isEqualTo("60f47894-50c6-43ba-a13b-d4d0afdc29a2");
        assertThat(options.machine()).isEqualTo("pc-q35-7.2");
        assertThat(options.ramBytes()).isEqualTo(512L << 20);
        assertThat(options.vcpus()).isEqualTo(2);
        assertThat(options.backend())
                .contains(
                        new MemoryBackend(
                                "pc.ram",
                                "memory-backend-ram",
                                512 << 20,
                                Optional.empty(),
                                false));
        assertThat(options.qmpSockets()).containsExactly(new QmpSocket.Descriptor(29));
    }

    @Test
    void readsWhatLibvirtWritesForAMemfdAndANameWithAComma() {
        QemuOptions options = libvirt("db");

        assertThat(options.name()).isEqualTo("db, 2nd");
        assertThat(options.ramBytes()).isEqualTo(3L << 30);
        assertThat(options.backend())
                .contains(
                        new MemoryBackend(
                                "pc.ram",
                                "memory-backend-memfd",
                                3L << 30,
                                Optional.empty(),
                                true));
        assertThat(options.qmpSockets()).containsExactly(new QmpSocket.Descriptor(31));
    }

    @Test
    void readsTheMemoryFileOfAHandWrittenLine() {
        QemuOptions options =
                parse(
                        "-M",
                        "q35,accel=tcg",
                        "-object",
                        "memory-backend-file,id=m0,size=512M,mem-path=/ram,,1,share=on",
                        "-machine",
                        "memory-backend=m0");

        assertThat(options.machine()).isEqualTo("q35");
        assertThat(options.ramBytes()).isEqualTo(512 << 20);
        assertThat(options.backend())
                .contains(
                        new MemoryBackend(
                                "m0",
                                "memory-backend-file",
                                512 << 20,
                                Optional.of("/ram,1"),
                                true));
    }

    @Test
    void aFileIsNotSharedUnlessToldSo() {
        assertThat(
                        parse(
                                        "-object",
                                        "memory-backend-file,id=m0,size=1G,mem-path=/ram",
                                        "-machine",
                                        "q35,memory-backend=m0")
                                .backend()
                                .orElseThrow()
                                .shared())
                .isFalse();
        assertThat(parse("-mem-path", "/dev/hugepages").backend().orElseThrow().shared()).isFalse();
    }

    @Test
    void findsQmpHoweverItIsAskedFor() {
        assertThat(
                        parse(
                                        "-qmp",
                                        "unix:/a,server=on,wait=off",
                                        "-qmp-pretty",
                                        "unix:b,server,nowait",
                                        "-qmp",
                                        "tcp:localhost:4444,server",
                                        "-chardev",
                                        "socket,id=c0,path=/c,server=on",
                                        "-mon",
                                        "c0,mode=control",
                                        "-chardev",
                                        "socket,id=hmp,path=/hmp,server=on",
                                        "-mon",
                                        "chardev=hmp,mode=readline",
                                        "-qmp",
                                        "chardev:d0",
                                        "-chardev",
                                        "socket,path=/d,id=d0")
                                .qmpSockets())
                .containsExactly(
                        new QmpSocket.AtPath("/a"),
                        new QmpSocket.AtPath("b"),
                        new QmpSocket.AtPath("/c"),
                        new QmpSocket.AtPath("/d"));
    }

    @Test
    void theBackendsOfSeveralNumaNodesTakeThePlaceOfOne() {
        String[] arguments = {
            "-object", "memory-backend-ram,id=a,size=1G",
            "-object", "memory-backend-ram,id=b,size=1G",
            "-numa", "node,memdev=a",
            "-numa", "node,memdev=b",
        };

        assertThat(parse(arguments).numaBackends()).containsExactly("a", "b");
        assertThat(parse("-object", arguments[1], "-numa", arguments[5]).backend())
                .map(MemoryBackend::id)
                .contains("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4|4",
                "cpus=4,maxcpus=8|4",
                "sockets=2,cores=3,threads=2|12",
                "2,sockets=2,cores=1,threads=1|2",
                "garbage|0",
                "sockets=4096,cores=4096|0",
                "99999999999|0",
            })
    void countsVcpus(String smp, int vcpus) {
        assertThat(parse("-smp", smp).vcpus()).isEqualTo(vcpus);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "512|536870912",
                "2G|2147483648",
                "size=2097152k|2147483648",
                "size=1G,slots=2,maxmem=8G|1073741824",
                "0.5G|536870912",
                "garbage|134217728",
                "-1|134217728",
            })
    void readsTheSizeOfRam(String m, long bytes) {
        assertThat(parse("-m", m).ramBytes()).isEqualTo(bytes);
    }

    @Test
    void hasQemusDefaultsWithoutOptions() {
        QemuOptions options = parse();

        assertThat(options.name()).isEmpty();
        assertThat(options.machine()).isEqualTo("pc");
        assertThat(options.ramBytes()).isEqualTo(128 << 20);
        assertThat(options.vcpus()).isEqualTo(1);
        assertThat(options.backend()).isEmpty();
        assertThat(options.qmpSockets()).isEmpty();
    }

    @Test
    void doesNotTakeAnOptionsValueForAnOption() {
        QemuOptions options = parse("-append", "-m", "-name", "web", "-S", "-m", "256");

        assertThat(options.name()).isEqualTo("web");
        assertThat(options.ramBytes()).isEqualTo(256 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-m",
                "-name",
                "-object",
                "-chardev",
                "--",
                "-",
            })
    void aLineThatEndsEarlyIsNoError(String last) {
        assertThat(parse(last).ramBytes()).isEqualTo(128 << 20);
    }

    @Test
    void hostileValuesAreBoundedAndPrintable() {
        QemuOptions options =
                parse(
                        "-name",
                        "a\u001b[31m\n" + "x".repeat(1000),
                        "-object",
                        "{\"qom-type\":" + "[".repeat(10_000),
                        "-m",
                        "9".repeat(1000),
                        "-machine",
                        "=,=,,,=" + ",k=v".repeat(10_000),
                        "-uuid",
                        "$(reboot)");

        assertThat(options.name()).hasSize(128).startsWith("a?[31m?x");
        assertThat(options.ramBytes()).isEqualTo(128 << 20);
        assertThat(options.uuid()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/usr/bin/qemu-system-x86_64, x86_64",
        "qemu-system-aarch64, aarch64",
        "/usr/libexec/qemu-kvm, x86_64",
        "/usr/bin/kvm, x86_64",
        "/usr/bin/qemu-system-x86_64 (deleted), x86_64",
        "/nix/store/x/bin/.qemu-system-x86_64-wrapped, x86_64",
    })
    void knowsAQemuByItsProgram(String program, String architecture) {
        assertThat(CommandLine.architecture(program)).contains(architecture);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/bin/qemu-img",
                "/usr/bin/qemu-system-x86_64/other",
                "vim",
                "",
                "/",
                "qemu-system-",
                "/usr/sbin/kvm-ok",
            })
    void takesNoOtherProgramForOne(String program) {
        assertThat(CommandLine.architecture(program)).isEmpty();
    }
}
