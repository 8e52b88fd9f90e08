package dev.yagura.hypervisor;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.agent.DiskDescription.State;
import dev.yagura.channel.agent.GuestDescription;
import dev.yagura.channel.agent.GuestDirectory;
import dev.yagura.channel.agent.GuestSource;
import dev.yagura.channel.agent.NoSuchGuestException;
import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.SegmentMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.image.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The disk images of one guest that does not run, or whose memory nobody looks at. Their bytes are
 * served as they are in the files: decrypting and decoding them is the enclave's. Safe for
 * concurrent use.
 */
public final class ImageGuests implements GuestDirectory {
    private final List<Image> images;
    private final GuestDescription description;

    /**
     * An image file.
     *
     * @param file the file, or a block device of this host
     * @param raw whether its bytes are known to be the disk's own
     */
    public record Image(Path file, boolean raw) {}

    private ImageGuests(List<Image> images, GuestDescription description) {
        this.images = images;
        this.description = description;
    }

    /**
     * Opens the images of a guest.
     *
     * @param images 1 to {@link DiskDescription#MAX_DISKS}
     * @param number tells this guest from others of the same agent; its id ends in it
     * @throws IOException if one of them cannot be read
     */
    public static ImageGuests of(List<Image> images, int number) throws IOException {
        List<DiskDescription> disks = new ArrayList<>();
        for (Image image : images) {
            disks.add(describe(disks.size(), image));
        }
        String name = String.valueOf(images.getFirst().file().getFileName());
        return new ImageGuests(
                List.copyOf(images),
                new GuestDescription(
                        FileIds.of(name, number),
                        name.substring(0, Math.min(name.length(), GuestDescription.MAX_TEXT_CHARS)),
                        0,
                        List.of(),
                        0,
                        false,
                        false,
                        "disk images",
                        disks));
    }

    private static DiskDescription describe(int number, Image image) throws IOException {
        try (ImageFile file = ImageFile.open(image.file(), true)) {
            return new DiskDescription(
                    number,
                    "",
                    "",
                    image.raw() ? "raw image file" : DiskDescription.IMAGE,
                    file.sizeBytes(),
                    file.sizeBytes(),
                    false,
                    false,
                    State.READABLE,
                    "");
        }
    }

    @Override
    public List<GuestDescription> guests() {
        return List.of(description);
    }

    @Override
    public GuestSource open(String id) throws IOException {
        if (!id.equals(description.id())) {
            throw new NoSuchGuestException(id);
        }
        return new ImageGuest(description, images);
    }

    /** A guest of which there is nothing but disks. */
    private record ImageGuest(GuestDescription description, List<Image> images)
            implements GuestSource {
        @Override
        public PhysicalMemory memory() {
            return new SegmentMemory(List.of(), false);
        }

        @Override
        public List<VcpuRegisters> registers() {
            return List.of();
        }

        @Override
        public void pause() {
            throw new UnsupportedOperationException(description.id() + ": is no running guest");
        }

        @Override
        public void resume() {
            // It was never paused.
        }

        @Override
        public BlockDevice openDisk(int number) throws IOException {
            if (number < 0 || number >= images.size()) {
                throw new IOException("disk %d is not there".formatted(number));
            }
            return ImageFile.open(images.get(number).file(), true);
        }

        @Override
        public void close() {
            // Whoever opened a disk closes it.
        }
    }
}
