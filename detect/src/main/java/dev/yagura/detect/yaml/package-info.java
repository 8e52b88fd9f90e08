/**
 * YAML files that people write, as a tree in which every value knows where it stands.
 *
 * <p>YAML 1.2 without anchors, aliases, tags and several documents: rule files need none of them,
 * and each is a way to make a small file large. Files are hostile; sizes are bounded.
 */
@NullMarked
package dev.yagura.detect.yaml;

import org.jspecify.annotations.NullMarked;
