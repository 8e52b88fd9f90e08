package dev.yagura.kernel.linux.process;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control group of the second version's hierarchy.
 *
 * @param path from the hierarchy's root, as {@code /proc/PID/cgroup} shows it to init
 */
public record ControlGroup(String path) {
    /** What Docker, containerd, CRI-O and Podman call a container: 64 hexadecimal digits. */
    private static final Pattern CONTAINER =
            Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

    /** Requires the path. */
    public ControlGroup {
        requireNonNull(path, "path");
    }

    /** Returns the container whose group it is, of nested ones the innermost. */
    public Optional<String> container() {
        Optional<String> last = Optional.empty();
        Matcher matcher = CONTAINER.matcher(path);
        while (matcher.find()) {
            last = Optional.of(matcher.group());
        }
        return last;
    }
}
