package dev.yagura.hypervisor.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.hypervisor.TestData;
import dev.yagura.hypervisor.qemu.GuestUnavailableException.Reason;
import dev.yagura.hypervisor.qmp.QmpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuProcessesTest {
    private static final String QEMU = "/usr/bin/qemu-system-x86_64";

    @TempDir private Path root;

    private List<QemuProcess> find() throws IOException {
        return new QemuProcesses(new ProcFs(root)).find();
    }

    private static String[] libvirt(String name) {
        return TestData.text(QemuProcessesTest.class, "libvirt-" + name + ".arguments.txt")
                .lines()
                .toArray(String[]::new);
    }

    @Test
    void findsQemusAmongOtherProcesses() throws IOException {
        new FakeProc(root)
                .process(1, 1, "/sbin/init")
                .process(42, 1000, QEMU, "-name", "web")
                .link(42, "exe", QEMU)
                .process(43, 1001, "vim", QEMU)
                .process(7, 5, "/usr/libexec/qemu-kvm", "-m", "1G")
                .link(7, "exe", "/usr/libexec/qemu-kvm");
        Files.createDirectory(root.resolve("self"));
        Files.createDirectory(root.resolve("99999999999999999999"));

        assertThat(find())
                .extracting(QemuProcess::pid, QemuProcess::startTicks, QemuProcess::name)
                .containsExactly(tuple(7L, 5L, "qemu-7"), tuple(42L, 1000L, "web"));
        assertThat(find()).extracting(QemuProcess::userId).containsOnly(107L);
    }

    @Test
    void believesTheKernelRatherThanTheNameAProcessGivesItself() throws IOException {
        new FakeProc(root)
                .process(5, 1, QEMU, "-name", "imposter")
                .link(5, "exe", "/usr/bin/sleep")
                .process(6, 1, "renamed", "-name", "real")
                .link(6, "exe", QEMU + " (deleted)");

        assertThat(find()).extracting(QemuProcess::name).containsExactly("real");
    }

    @Test
    void passesOverProcessesThatEndWhileTheyAreLookedAt() throws IOException {
        new FakeProc(root).process(5, 1, QEMU).process(6, 1, QEMU).link(6, "exe", QEMU);
        Files.delete(root.resolve("5/stat"));
        Files.writeString(root.resolve("6/stat"), "6 (qemu");

        assertThat(find()).isEmpty();
    }

    @Test
    void guestsOfLibvirtAreSpokenToThroughLibvirt() throws IOException {
        String table = TestData.text(QemuProcessesTest.class, "net-unix.txt");
        FakeProc proc = new FakeProc(root).process(42, 1, libvirt("web")).link(42, "exe", QEMU);
        Files.createDirectories(root.resolve("42/net"));
        proc.write(42, "net/unix", table).link(42, "fd/29", "socket:[215171]");

        assertThat(find())
                .singleElement()
                .satisfies(process ->
                        assertThat(process.qmpAddresses())
                                .containsExactly(
                                        new QmpAddress.Libvirt(
                                                "qemu:///system",
                                                "60f47894-50c6-43ba-a13b-d4d0afdc29a2")));
    }

    @Test
    void aSocketPassedByAnotherParentIsFoundByItsInode() throws IOException {
        FakeProc proc =
                new FakeProc(root)
                        .process(
                                42,
                                1,
                                QEMU,
                                "-chardev",
                                "socket,id=m,fd=3,server=on",
                                "-mon",
                                "m,mode=control")
                        .link(42, "exe", QEMU)
                        .link(42, "fd/3", "socket:[77]")
                        .link(42, "ns/mnt", ownMounts())
                        .link(42, "cwd", "/");
        Files.createDirectories(root.resolve("42/net"));
        proc.write(
                42,
                "net/unix",
                "0: 00000002 00000000 00010000 0001 01 77 /run/other/monitor.sock\n");

        assertThat(find().getFirst().qmpAddresses())
                .containsExactly(new QmpAddress.UnixSocket(Path.of("/run/other/monitor.sock")));
    }

    @Test
    void aRelativeSocketIsResolvedInQemusDirectoryAndMounts() throws IOException {
        new FakeProc(root)
                .process(42, 1, QEMU, "-qmp", "unix:q,server=on")
                .link(42, "exe", QEMU)
                .link(42, "cwd", "/srv/vm/./one")
                .link(42, "ns/mnt", ownMounts())
                .process(43, 1, QEMU, "-qmp", "unix:/q,server=on")
                .link(43, "exe", QEMU)
                .link(43, "cwd", "/")
                .link(43, "ns/mnt", "mnt:[1]");

        assertThat(find())
                .extracting(process -> process.qmpAddresses().getFirst().toString())
                .containsExactly("/srv/vm/one/q", root.resolve("43/root/q").toString());
    }

    private static String ownMounts() throws IOException {
        return ProcFs.ofHost().link(ProcessHandle.current().pid(), "ns/mnt");
    }

    @Test
    void noticesThatAPidBelongsToAnotherProcessNow() throws IOException {
        FakeProc proc = new FakeProc(root).process(42, 1000, QEMU).link(42, "exe", QEMU);
        QemuProcesses processes = new QemuProcesses(proc.procFs());
        QemuProcess found = processes.find().getFirst();
        assertThatCode(() -> processes.requireSame(found)).doesNotThrowAnyException();

        proc.process(42, 2000, QEMU);
        assertThat(refusal(processes, found))
                .hasMessage("qemu 42 (qemu-42): pid 42 now belongs to another program");

        proc.process(42, 1000, "/usr/bin/other");
        assertThat(refusal(processes, found).reason()).isEqualTo(Reason.GONE);

        Files.delete(root.resolve("42/stat"));
        assertThat(refusal(processes, found))
                .hasMessage("qemu 42 (qemu-42): the process has ended");
    }

    private static GuestUnavailableException refusal(QemuProcesses processes, QemuProcess process) {
        return catchThrowableOfType(
                GuestUnavailableException.class, () -> processes.requireSame(process));
    }

    @Test
    void knowsThreadsByTheirNumberHereAndInTheirContainer() throws IOException {
        FakeProc proc = new FakeProc(root).process(42, 1, QEMU).link(42, "exe", QEMU);
        Files.createDirectories(root.resolve("42/task/43"));
        proc.write(42, "task/42/status", "NSpid:\t42\t1\n")
                .write(42, "task/43/status", "NSpid:\t43\t7\n");
        QemuProcesses processes = new QemuProcesses(proc.procFs());
        QemuProcess process = processes.find().getFirst();

        assertThat(processes.hasThreads(process, List.of(43L))).isTrue();
        assertThat(processes.hasThreads(process, List.of(7L))).isTrue();
        assertThat(processes.hasThreads(process, List.of(43L, 8L))).isFalse();
    }
}
