package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Disk images of every kind QEMU encrypts, made by qemu-img, with the same content. */
final class DiskImages {
    /** Size of the disk as the guest sees it, in bytes. */
    static final int BYTES = 4 << 20;

    /** In the disk's content at several places, and so nowhere in its ciphertext. */
    static final String MARKER = "a marker that only who has the key may see";

    private static final String KEY_ID = "key";

    private final Path directory;

    DiskImages(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("key"), "a passphrase");
        Files.write(content(), bytes());
    }

    /** Returns the disk's content as a raw file. */
    Path content() {
        return directory.resolve("content.raw");
    }

    /** Returns the disk's content. */
    static byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES / 2; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 9));
        }
        byte[] marker = MARKER.getBytes(US_ASCII);
        for (int at = 0; at + marker.length < BYTES; at += 100_000) {
            System.arraycopy(marker, 0, bytes, at, marker.length);
        }
        return bytes;
    }

    /** Returns QEMU's argument that gives it the key, by the id {@code key}. */
    String secret() {
        return "secret,id=" + KEY_ID + ",file=" + directory.resolve("key");
    }

    /** Converts the content to an image. */
    Path make(String name, String format, String... options) throws IOException {
        return convert(content(), "raw", name, format, options);
    }

    /** Converts an image to another format. */
    Path convert(Path from, String fromFormat, String name, String format, String... options)
            throws IOException {
        Path image = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("convert", "--object", secret()));
        command.addAll(List.of("-U", "-f", fromFormat, "-O", format));
        if (options.length > 0) {
            command.addAll(List.of("-o", String.join(",", options)));
        }
        command.addAll(List.of(from.toString(), image.toString()));
        qemuImg(command);
        return image;
    }

    /** Makes a LUKS image. */
    Path luks(String name) throws IOException {
        return make(name, "luks", "key-secret=" + KEY_ID, "iter-time=10");
    }

    /** Makes a qcow2 image that encrypts its clusters. */
    Path encryptedQcow2(String name) throws IOException {
        return make(
                name,
                "qcow2",
                "encrypt.format=luks",
                "encrypt.key-secret=" + KEY_ID,
                "encrypt.iter-time=10");
    }

    /** Returns the content of an image, by qemu-img with the key. */
    byte[] decrypted(byte[] image, String driver) throws IOException {
        Path copy = directory.resolve("served");
        Path plain = directory.resolve("decrypted");
        Files.write(copy, image);
        String secret = driver.equals("luks") ? "key-secret=" : "encrypt.key-secret=";
        qemuImg(
                List.of(
                        "convert",
                        "--object",
                        secret(),
                        "--image-opts",
                        "driver=" + driver + ",file.filename=" + copy + "," + secret + KEY_ID,
                        "-O",
                        "raw",
                        plain.toString()));
        return Files.readAllBytes(plain);
    }

    /** Runs qemu-img. */
    void qemuImg(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Fails where the tool must be there, and skips the test elsewhere. */
    static void require() {
        boolean there =
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "qemu-img")));
        if (!there && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError("qemu-img is missing (apt-get install qemu-utils)");
        }
        Assumptions.assumeTrue(there, "qemu-img is missing (apt-get install qemu-utils)");
    }
}
