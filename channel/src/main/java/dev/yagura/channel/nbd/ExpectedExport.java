package dev.yagura.channel.nbd;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client insists on when it opens an export.
 *
 * @param name of the export
 * @param sizeBytes the size it must have; empty if the server's word is taken for it
 * @param description as it must describe itself, so that it is not mistaken for another; empty if
 *     the server is not asked who it is
 * @param sparse whether a reply may say that a stretch is a hole, which reads as zeroes
 */
record ExpectedExport(
        String name, OptionalLong sizeBytes, Optional<String> description, boolean sparse) {}
