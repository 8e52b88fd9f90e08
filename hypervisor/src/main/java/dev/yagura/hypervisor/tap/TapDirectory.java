package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qemu.QemuProcess;
import dev.yagura.hypervisor.qemu.SocketDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory that lasts as long as a tap. Its name says whose the tap is and on which QEMU, so
 * that what a killed agent left in a QEMU is known without asking all of them: a QMP socket may be
 * in use by somebody else.
 *
 * @param path of the directory
 * @param agent process that has attached the tap
 * @param qemu process that it is attached to
 */
record TapDirectory(Path path, Owner agent, Owner qemu) {
    private static final String PREFIX = "yagura-tap-";
    private static final Pattern NAME =
            Pattern.compile(PREFIX + "(\\d{1,10})-(\\d{1,18})-(\\d{1,10})-(\\d{1,18})-[0-9]+");

    /** Makes one for a tap of this process. */
    static TapDirectory create(QemuProcess process) throws IOException {
        Owner agent = Owner.self();
        Owner qemu = new Owner(process.pid(), process.startTicks());
        Path path =
                SocketDirectory.create(
                        process,
                        "%s%d-%d-%d-%d-"
                                .formatted(
                                        PREFIX,
                                        agent.pid(),
                                        agent.startTicks(),
                                        qemu.pid(),
                                        qemu.startTicks()));
        return new TapDirectory(path, agent, qemu);
    }

    /** Returns those of agents that do not run any more. */
    static List<TapDirectory> stale() throws IOException {
        return SocketDirectory.list(PREFIX).stream()
                .map(TapDirectory::parse)
                .flatMap(Optional::stream)
                .filter(directory -> !directory.agent().runs())
                .toList();
    }

    private static Optional<TapDirectory> parse(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches()
                ? Optional.of(new TapDirectory(path, owner(name, 1), owner(name, 3)))
                : Optional.empty();
    }

    private static Owner owner(Matcher name, int group) {
        return new Owner(Long.parseLong(name.group(group)), Long.parseLong(name.group(group + 1)));
    }

    /** Returns where QEMU connects to, while the tap is being attached. */
    Path socket() {
        return path.resolve("s");
    }

    /** Removes the directory, as far as it is there. */
    void delete() throws IOException {
        Files.deleteIfExists(socket());
        Files.deleteIfExists(path);
    }
}
