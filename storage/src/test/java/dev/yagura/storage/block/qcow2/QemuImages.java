package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.HostTool;
import dev.yagura.storage.block.image.ImageFile;
import dev.yagura.storage.block.image.SiblingImages;
import dev.yagura.storage.fixture.MemoryDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Images in one folder, made and read by {@code qemu-img} and {@code qemu-io}. */
final class QemuImages {
    private final Path folder;

    QemuImages(Path folder) {
        this.folder = folder;
    }

    /** Writes a raw disk with text, noise and holes. */
    void raw(String name, int sizeBytes) throws IOException {
        byte[] disk = new byte[sizeBytes];
        Random random = new Random(sizeBytes);
        for (int at = 0; at < sizeBytes; ) {
            int end = Math.min(sizeBytes, at + 10_000 + random.nextInt(200_000));
            switch (random.nextInt(3)) {
                case 0 -> {
                    byte[] noise = new byte[end - at];
                    random.nextBytes(noise);
                    System.arraycopy(noise, 0, disk, at, noise.length);
                }
                case 1 -> {
                    byte[] text = ("line of text at " + at + "\n").repeat(end - at).getBytes(UTF_8);
                    System.arraycopy(text, 0, disk, at, end - at);
                }
                default -> Arrays.fill(disk, at, end, (byte) 0);
            }
            at = end;
        }
        Files.write(folder.resolve(name), disk);
    }

    /** Runs {@code qemu-img} with words that hold no blanks. */
    void img(String words) throws IOException {
        run("qemu-img " + words);
    }

    /** Runs {@code qemu-io} on an image. */
    void io(String image, String... commands) throws IOException {
        List<String> line = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
        for (String command : commands) {
            line.add("-c");
            line.add(command);
        }
        line.add(image);
        HostTool.run(folder, line.toArray(String[]::new));
    }

    /** Returns what QEMU reads of an image. */
    BlockDevice asQemuReads(String image) throws IOException {
        img("convert -O raw " + image + " " + image + ".raw");
        return MemoryDevice.of(folder.resolve(image + ".raw"));
    }

    Qcow2Image open(String image) throws IOException {
        return Qcow2Image.open(
                ImageFile.open(folder.resolve(image), false), new SiblingImages(folder));
    }

    byte[] bytes(String image) throws IOException {
        return Files.readAllBytes(folder.resolve(image));
    }

    void write(String image, byte[] bytes) throws IOException {
        Files.write(folder.resolve(image), bytes);
    }

    private void run(String words) throws IOException {
        HostTool.run(folder, words.split(" "));
    }
}
