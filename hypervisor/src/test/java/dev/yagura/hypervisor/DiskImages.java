package dev.yagura.hypervisor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Disk images of every kind QEMU encrypts, made by qemu-img and cryptsetup, with the same content.
 */
public final class DiskImages {
    /** Size of the disk as the guest sees it, in bytes. */
    static final int BYTES = 4 << 20;

    /** In the disk's content at several places, and so nowhere in its ciphertext. */
    public static final String MARKER = "a marker that only who has the key may see";

    private static final String KEY_ID = "key";
    private static final int ATTEMPTS = 30;
    private static final long LUKS_HEADER_BYTES = 2 << 20;

    private final Path directory;

    /** Makes images in {@code directory}. */
    public DiskImages(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("key"), "a passphrase");
        Files.write(content(), bytes());
    }

    /** Returns the disk's content as a raw file. */
    Path content() {
        return directory.resolve("content.raw");
    }

    /** Returns the disk's content. */
    public static byte[] bytes() {
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
    public String secret() {
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

    /** Makes a LUKS image of the content. */
    public Path luks(String name) throws IOException {
        return luks(name, content());
    }

    /**
     * Makes a LUKS image. Its header is cryptsetup's: qemu-img measures how quick the machine is
     * before it derives a key, which takes a minute where many tests run.
     *
     * @param content raw content
     */
    Path luks(String name, Path content) throws IOException {
        Path image = directory.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(LUKS_HEADER_BYTES + Files.size(content));
        }
        run(
                List.of(
                        "cryptsetup",
                        "luksFormat",
                        "--batch-mode",
                        "--type=luks1",
                        "--cipher=aes-xts-plain64",
                        "--key-size=512",
                        "--hash=sha256",
                        "--pbkdf-force-iterations=1000",
                        image.toString(),
                        directory.resolve("key").toString()));
        qemuImg(
                List.of(
                        "convert",
                        "-n",
                        "--object",
                        secret(),
                        "-f",
                        "raw",
                        "--target-image-opts",
                        content.toString(),
                        "driver=luks,file.filename=" + image + ",key-secret=" + KEY_ID));
        return image;
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
    public byte[] decrypted(byte[] image, String driver) throws IOException {
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

    private void qemuImg(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(arguments);
        run(command);
    }

    /** Runs a program; qemu-img again where it could not time its key derivation. */
    private void run(List<String> command) throws IOException {
        Path output = directory.resolve("images.out");
        for (int attempt = 1; !succeeds(command, output); attempt++) {
            String said = Files.readString(output, UTF_8);
            if (attempt == ATTEMPTS || !said.contains("Unable to get accurate CPU usage")) {
                throw new AssertionError(command + ": " + said);
            }
        }
    }

    private static boolean succeeds(List<String> command, Path output) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            return process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Fails where the tool must be there, and skips the test elsewhere. */
    public static void require() {
        require("qemu-img", "qemu-utils");
        require("cryptsetup", "cryptsetup-bin");
    }

    private static void require(String tool, String debianPackage) {
        boolean there =
                List.of((System.getenv("PATH") + ":/usr/sbin").split(":")).stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
        String missing = "%s is missing (apt-get install %s)".formatted(tool, debianPackage);
        if (!there && Boolean.getBoolean("yagura.requireTools")) {
            throw new AssertionError(missing);
        }
        Assumptions.assumeTrue(there, missing);
    }
}
