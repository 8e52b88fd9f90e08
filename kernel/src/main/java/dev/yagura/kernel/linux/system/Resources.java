package dev.yagura.kernel.linux.system;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Lists what lies where in the machine's physical address space, as {@code /proc/iomem} does:
 * memory, the kernel's image in it, what firmware keeps, and the windows of devices; {@code
 * kernel/resource.c}.
 */
public final class Resources {
    private static final String TREE = "iomem_resource";

    /** Each block of hot-plugged memory and each device has some; large servers have thousands. */
    private static final int MAX_RESOURCES = 1 << 16;

    private static final int MAX_NAME_BYTES = 256;

    private Resources() {}

    @KernelStruct("resource")
    interface Node extends StructView {
        long start();

        long end();

        @KernelField("name")
        long nameGva();

        long flags();

        @KernelField("sibling")
        long siblingGva();

        @KernelField("child")
        long childGva();
    }

    /** A range that is still to be read. */
    private record Place(long gva, int depth) {}

    /**
     * Returns the ranges in the kernel's order: each before those that are in it.
     *
     * @throws IOException if this kernel has no such tree, or the memory source fails
     */
    public static Partial<Resource> list(Linux linux) throws IOException {
        Partial.Collector<Resource> found = Partial.collector();
        long root = Symbols.require(linux.kernel(), TREE);
        Set<Long> seen = new HashSet<>();
        Deque<Place> places = new ArrayDeque<>();
        push(places, linux.views().at(Node.class, root).childGva(), 0);
        while (!places.isEmpty()) {
            Place place = places.pop();
            String what = "resource at 0x%x".formatted(place.gva());
            if (!seen.add(place.gva())) {
                found.missing(what, "is in the tree twice");
            } else if (seen.size() > MAX_RESOURCES) {
                found.missing(TREE, "has more than %d entries".formatted(MAX_RESOURCES));
                break;
            } else {
                found.part(
                        what,
                        () -> {
                            Node node = linux.views().at(Node.class, place.gva());
                            push(places, node.siblingGva(), place.depth());
                            push(places, node.childGva(), place.depth() + 1);
                            found.add(what, () -> resource(linux, node, place.depth()));
                        });
            }
        }
        return found.done();
    }

    private static void push(Deque<Place> places, long gva, int depth) {
        if (gva != 0) {
            places.push(new Place(gva, depth));
        }
    }

    private static Resource resource(Linux linux, Node node, int depth) throws IOException {
        return new Resource(
                node.gva(),
                depth,
                node.start(),
                node.end(),
                // As the kernel shows one without a name.
                node.nameGva() == 0
                        ? "<BAD>"
                        : linux.kernel().memory().cString(node.nameGva(), MAX_NAME_BYTES),
                node.flags());
    }
}
