package dev.yagura.storage.vfat;

import dev.yagura.storage.truth.HostTool;
import dev.yagura.storage.truth.KernelMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An image made by {@code mkfs.vfat} and filled by {@code mtools}. */
final class VfatImage {
    private final Path file;

    private VfatImage(Path file) {
        this.file = file;
    }

    static VfatImage make(Path file, String size, String options) throws IOException {
        HostTool.run("mcopy", "-V");
        HostTool.run("truncate", "-s", size, file);
        List<Object> command = new ArrayList<>(List.of("mkfs.vfat"));
        command.addAll(List.of(options.split(" ", -1)));
        command.add(file);
        HostTool.run(command.toArray());
        return new VfatImage(file);
    }

    Path file() {
        return file;
    }

    /** Runs a program of mtools, in UTC and UTF-8; {@code ::/} starts paths in the image. */
    String tool(String name, Object... arguments) throws IOException {
        List<Object> command =
                new ArrayList<>(List.of("env", "TZ=UTC", "LC_ALL=C.UTF-8", name, "-i", file));
        command.addAll(List.of(arguments));
        return HostTool.run(command.toArray());
    }

    /** Fills the image with files of many sizes and names, and one of {@code large} in pieces. */
    void fill(Path scratch, int large) throws IOException {
        Path files = scratch.resolve("files");
        KernelMount.python("names.py", files);
        tool("mcopy", "-s", "-m", files.resolve("EFI"), files.resolve("many"), "::/");
        byte[] noise = new byte[large];
        new Random(large).nextBytes(noise);
        Path whole = Files.write(files.resolve("large"), noise);
        Path part = Files.write(files.resolve("part"), new byte[large / 20]);
        for (int i = 0; i < 10; i++) {
            tool("mcopy", part, "::/gap-" + i);
        }
        tool("mdel", "::/gap-1", "::/gap-3", "::/gap-5", "::/gap-7");
        tool("mcopy", "-m", whole, files.resolve("size-0"), "::/");
        for (int size : new int[] {1, 511, 512, 513, 2048, 4097}) {
            tool("mcopy", "-m", files.resolve("size-" + size), "::/EFI");
        }
        tool("mattrib", "+r", "+h", "::/EFI/size-1");
    }
}
