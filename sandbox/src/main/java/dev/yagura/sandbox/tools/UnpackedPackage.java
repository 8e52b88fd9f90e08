package dev.yagura.sandbox.tools;

import java.util.List;

/**
 * A package whose files are in a tree.
 *
 * @param name Debian's name of it
 * @param version as its control file has it
 * @param files paths in the tree, relative, in any order; folders and links among them
 */
record UnpackedPackage(String name, String version, List<String> files) {
    UnpackedPackage {
        files = List.copyOf(files);
    }
}
