/**
 * What a guest's package manager knows of its files: which package each is from, and what its
 * content should be. Read from the guest's own disk, so whoever rewrites that database too is
 * believed; see hash lists and baselines for what is kept elsewhere.
 */
@NullMarked
package dev.yagura.detect.packages;

import org.jspecify.annotations.NullMarked;
