package dev.yagura.cli;

import dev.yagura.kernel.linux.content.ContentRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code yagura show} that take contents out of a guest. */
final class ContentOptions {
    /** What contents can be of; beside the views' names. */
    static final List<String> KINDS = List.of("cached-file", "framebuffer", "memory", "module");

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "cached-file, framebuffer, memory, module: the new file")
    private @Nullable Path write;

    @Option(names = "--path", paramLabel = "PATH", description = "of the cached-file")
    private @Nullable String path;

    @Option(
            names = "--address",
            paramLabel = "0xADDRESS",
            description = "memory: the mapping that holds it")
    private @Nullable String address;

    @Option(
            names = "--map",
            paramLabel = "NAME",
            description = "memory: all mappings that the view maps gives this path")
    private @Nullable String map;

    @Option(names = "--name", paramLabel = "NAME", description = "of the module, or frame buffer")
    private @Nullable String name;

    /** Returns whether contents are asked for, rightly or not. */
    boolean isUsed() {
        return write != null || path != null || address != null || map != null || name != null;
    }

    /** Returns the file to make. */
    Path file() throws UsageException {
        if (write == null) {
            throw new UsageException("--write is missing: where to put the contents");
        }
        return write;
    }

    /** Returns what is asked for. */
    ContentRequest request(String kind, @Nullable Integer pid) throws UsageException {
        return switch (kind) {
            case "cached-file" -> {
                allow(kind, pid == null && address == null && map == null && name == null);
                yield new ContentRequest.CachedFile(required(path, "--path"));
            }
            case "module" -> {
                allow(kind, pid == null && address == null && map == null && path == null);
                yield new ContentRequest.Module(required(name, "--name"));
            }
            case "framebuffer" -> {
                allow(kind, pid == null && address == null && map == null && path == null);
                yield new ContentRequest.Screen(required(name, "--name"));
            }
            case "memory" -> {
                allow(kind, path == null && name == null && (address == null || map == null));
                if (pid == null) {
                    throw new UsageException("--pid is missing: memory of which process");
                }
                yield Optional.ofNullable(map)
                        .<ContentRequest>map(n -> new ContentRequest.MappingsNamed(pid, n))
                        .orElse(new ContentRequest.MappingAt(pid, gva()));
            }
            default ->
                    throw new UsageException(
                            "--write is for one of %s".formatted(String.join(", ", KINDS)));
        };
    }

    private long gva() throws UsageException {
        if (map != null) {
            return 0;
        }
        String text = required(address, "--address, or --map");
        if (!text.matches("0[xX][0-9a-fA-F]{1,16}")) {
            throw new UsageException("--address is \"%s\", expected 0x and digits".formatted(text));
        }
        return Long.parseUnsignedLong(text.substring(2), 16);
    }

    private static void allow(String kind, boolean allowed) throws UsageException {
        if (!allowed) {
            throw new UsageException(
                    "%s takes --path (cached-file), --pid with --address or --map (memory), or"
                                    .formatted(kind)
                            + " --name (module, framebuffer), and no other of these");
        }
    }

    private static String required(@Nullable String value, String option) throws UsageException {
        if (value == null) {
            throw new UsageException(option + " is missing");
        }
        return value;
    }
}
