/*
 * A stand-in for the kernel's /sys/class/gpio, as a FUSE file system, so that an unmodified onoff can drive lines
 * and wait for edges (poll with POLLPRI) on a machine without GPIO.
 *
 *   export, unexport                    as in the kernel, with its errors (EINVAL, EBUSY)
 *   gpiochip<BASE>/base, label, ngpio
 *   gpio<N>/value, direction, edge, active_low
 *   sim/gpio<N>                         the electrical level; writing drives an input line
 *
 * Environment: BASE (512), NGPIO (54), LABEL (pinctrl-bcm2711).
 * Build: gcc gpio-fuse.c -o gpio-fuse $(pkg-config fuse3 --cflags --libs)
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fuse.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINES 128
#define EDGE_RISING 1
#define EDGE_FALLING 2

static int base = 512;
static int line_count = 54;
static const char *label = "pinctrl-bcm2711";
static const char *const edge_names[] = {"none", "rising", "falling", "both"};

struct line {
    bool exported, output, level, active_low;
    int edges;            /* which edges are waited for */
    unsigned edges_seen;  /* how many have happened: a poller compares with what it last read */
};
static struct line lines[MAX_LINES];

enum kind {
    NOTHING, ROOT, EXPORT, UNEXPORT, CHIP, CHIP_BASE, CHIP_LABEL, CHIP_NGPIO,
    LINE, VALUE, DIRECTION, EDGE, ACTIVE_LOW, SIM, SIM_LINE
};
struct entry {
    const char *name;
    enum kind kind;
};
static const struct entry root_files[] = {{"export", EXPORT}, {"unexport", UNEXPORT}, {NULL, NOTHING}};
static const struct entry chip_files[] = {
    {"base", CHIP_BASE}, {"label", CHIP_LABEL}, {"ngpio", CHIP_NGPIO}, {NULL, NOTHING}};
static const struct entry line_files[] = {
    {"value", VALUE}, {"direction", DIRECTION}, {"edge", EDGE}, {"active_low", ACTIVE_LOW}, {NULL, NOTHING}};

struct open_file {
    enum kind kind;
    int line;
    unsigned edges_read;
    struct fuse_pollhandle *waiting;
    struct open_file *next;
};
static struct open_file *open_files;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static enum kind find(const struct entry *entries, const char *name) {
    for (; entries->name; entries++)
        if (strcmp(entries->name, name) == 0) return entries->kind;
    return NOTHING;
}

/* Reads "<prefix><number>" and leaves `rest` behind it; the number becomes an offset on the chip. */
static bool numbered(const char *path, const char *prefix, int *line, const char **rest) {
    size_t length = strlen(prefix);
    char *end;
    if (strncmp(path, prefix, length) != 0) return false;
    long number = strtol(path + length, &end, 10);
    if (end == path + length || number < base || number >= base + line_count) return false;
    *line = (int)number - base;
    *rest = end;
    return true;
}

static enum kind resolve(const char *path, int *line) {
    const char *rest;
    char chip[32];
    *line = -1;
    if (strcmp(path, "/") == 0) return ROOT;
    if (strcmp(path, "/sim") == 0) return SIM;
    if (numbered(path, "/sim/gpio", line, &rest)) return *rest ? NOTHING : SIM_LINE;
    snprintf(chip, sizeof chip, "/gpiochip%d", base);
    if (strncmp(path, chip, strlen(chip)) == 0) {
        rest = path + strlen(chip);
        return *rest == 0 ? CHIP : *rest == '/' ? find(chip_files, rest + 1) : NOTHING;
    }
    if (numbered(path, "/gpio", line, &rest)) {
        if (!lines[*line].exported) return NOTHING;
        return *rest == 0 ? LINE : *rest == '/' ? find(line_files, rest + 1) : NOTHING;
    }
    return find(root_files, path + 1);
}

static bool is_directory(enum kind kind) {
    return kind == ROOT || kind == CHIP || kind == LINE || kind == SIM;
}

static int get_attributes(const char *path, struct stat *stat, struct fuse_file_info *info) {
    (void)info;
    int line;
    pthread_mutex_lock(&lock);
    enum kind kind = resolve(path, &line);
    pthread_mutex_unlock(&lock);
    if (kind == NOTHING) return -ENOENT;
    memset(stat, 0, sizeof *stat);
    stat->st_nlink = is_directory(kind) ? 2 : 1;
    stat->st_mode = is_directory(kind)                          ? S_IFDIR | 0755
                    : kind == EXPORT || kind == UNEXPORT        ? S_IFREG | 0220
                    : kind >= CHIP_BASE && kind <= CHIP_NGPIO   ? S_IFREG | 0444
                                                                : S_IFREG | 0664;
    stat->st_size = is_directory(kind) ? 0 : 4096;
    return 0;
}

static void list(void *buffer, fuse_fill_dir_t fill, const struct entry *entries) {
    for (; entries->name; entries++) fill(buffer, entries->name, NULL, 0, 0);
}

static int read_directory(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset,
                          struct fuse_file_info *info, enum fuse_readdir_flags flags) {
    (void)offset, (void)info, (void)flags;
    char name[32];
    int line;
    pthread_mutex_lock(&lock);
    enum kind kind = resolve(path, &line);
    fill(buffer, ".", NULL, 0, 0);
    fill(buffer, "..", NULL, 0, 0);
    if (kind == CHIP) list(buffer, fill, chip_files);
    if (kind == LINE) list(buffer, fill, line_files);
    if (kind == ROOT) {
        list(buffer, fill, root_files);
        fill(buffer, "sim", NULL, 0, 0);
        snprintf(name, sizeof name, "gpiochip%d", base);
        fill(buffer, name, NULL, 0, 0);
    }
    for (int i = 0; i < line_count; i++) {
        if (kind != SIM && !(kind == ROOT && lines[i].exported)) continue;
        snprintf(name, sizeof name, "gpio%d", base + i);
        fill(buffer, name, NULL, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

static struct open_file *file_of(struct fuse_file_info *info) {
    return (struct open_file *)(uintptr_t)info->fh;
}

static int open_path(const char *path, struct fuse_file_info *info) {
    int line;
    pthread_mutex_lock(&lock);
    enum kind kind = resolve(path, &line);
    if (kind == NOTHING) {
        pthread_mutex_unlock(&lock);
        return -ENOENT;
    }
    struct open_file *file = calloc(1, sizeof *file);
    file->kind = kind;
    file->line = line;
    /* As in sysfs, a value file that was never read polls as changed. */
    if (kind == VALUE) file->edges_read = lines[line].edges_seen - 1;
    file->next = open_files;
    open_files = file;
    pthread_mutex_unlock(&lock);
    info->fh = (uintptr_t)file;
    info->direct_io = 1;
    return 0;
}

static int close_file(const char *path, struct fuse_file_info *info) {
    (void)path;
    struct open_file *file = file_of(info);
    pthread_mutex_lock(&lock);
    for (struct open_file **at = &open_files; *at; at = &(*at)->next) {
        if (*at != file) continue;
        *at = file->next;
        break;
    }
    pthread_mutex_unlock(&lock);
    if (file->waiting) fuse_pollhandle_destroy(file->waiting);
    free(file);
    return 0;
}

static int read_file(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path;
    struct open_file *file = file_of(info);
    const struct line *line = file->line < 0 ? NULL : &lines[file->line];
    char text[64] = "";
    pthread_mutex_lock(&lock);
    switch (file->kind) {
    case CHIP_BASE: snprintf(text, sizeof text, "%d\n", base); break;
    case CHIP_LABEL: snprintf(text, sizeof text, "%s\n", label); break;
    case CHIP_NGPIO: snprintf(text, sizeof text, "%d\n", line_count); break;
    case VALUE:
        file->edges_read = line->edges_seen;
        snprintf(text, sizeof text, "%d\n", line->level != line->active_low);
        break;
    case DIRECTION: snprintf(text, sizeof text, "%s\n", line->output ? "out" : "in"); break;
    case EDGE: snprintf(text, sizeof text, "%s\n", edge_names[line->edges]); break;
    case ACTIVE_LOW: snprintf(text, sizeof text, "%d\n", line->active_low); break;
    case SIM_LINE: snprintf(text, sizeof text, "%d\n", line->level); break;
    default: break;
    }
    pthread_mutex_unlock(&lock);
    size_t length = strlen(text);
    if (length == 0) return -EIO;
    if ((size_t)offset >= length) return 0;
    if (size > length - (size_t)offset) size = length - (size_t)offset;
    memcpy(buffer, text + offset, size);
    return (int)size;
}

static void set_level(int number, bool level) {
    struct line *line = &lines[number];
    if (line->level == level) return;
    line->level = level;
    int edge = level != line->active_low ? EDGE_RISING : EDGE_FALLING;
    if (line->output || !(line->edges & edge)) return;
    line->edges_seen++;
    for (struct open_file *file = open_files; file; file = file->next)
        if (file->kind == VALUE && file->line == number && file->waiting) fuse_notify_poll(file->waiting);
}

static int set_exported(int number, bool exported) {
    if (number < base || number >= base + line_count) return -EINVAL;
    struct line *line = &lines[number - base];
    if (line->exported == exported) return exported ? -EBUSY : -EINVAL;
    line->exported = exported;
    line->edges = 0;
    line->active_low = false;
    return 0;
}

/* `low` and `high` are electrical levels, whatever active_low says: as the kernel has it. */
static int set_direction(int number, const char *word) {
    bool high = strcmp(word, "high") == 0;
    if (strcmp(word, "in") == 0) {
        lines[number].output = false;
        return 0;
    }
    if (!high && strcmp(word, "low") != 0 && strcmp(word, "out") != 0) return -EINVAL;
    lines[number].output = true;
    set_level(number, high);
    return 0;
}

static int set_edge(int number, const char *word) {
    for (int edges = 0; edges < 4; edges++) {
        if (strcmp(word, edge_names[edges]) != 0) continue;
        lines[number].edges = edges;
        return 0;
    }
    return -EINVAL;
}

static int write_file(const char *path, const char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path, (void)offset;
    struct open_file *file = file_of(info);
    int number = file->line, result = 0;
    char word[32] = "";
    memcpy(word, buffer, size < sizeof word - 1 ? size : sizeof word - 1);
    word[strcspn(word, "\n")] = 0;
    pthread_mutex_lock(&lock);
    switch (file->kind) {
    case EXPORT: result = set_exported(atoi(word), true); break;
    case UNEXPORT: result = set_exported(atoi(word), false); break;
    case DIRECTION: result = set_direction(number, word); break;
    case EDGE: result = set_edge(number, word); break;
    case ACTIVE_LOW: lines[number].active_low = atoi(word) != 0; break;
    case VALUE:
        if (lines[number].output) set_level(number, (atoi(word) != 0) != lines[number].active_low);
        else result = -EPERM;
        break;
    case SIM_LINE:
        if (lines[number].output) result = -EPERM;
        else set_level(number, atoi(word) != 0);
        break;
    default: result = -EIO;
    }
    pthread_mutex_unlock(&lock);
    return result < 0 ? result : (int)size;
}

static int poll_file(const char *path, struct fuse_file_info *info, struct fuse_pollhandle *handle, unsigned *events) {
    (void)path;
    struct open_file *file = file_of(info);
    pthread_mutex_lock(&lock);
    if (handle) {
        if (file->waiting) fuse_pollhandle_destroy(file->waiting);
        file->waiting = handle;
    }
    *events = POLLIN | POLLOUT;
    if (file->kind == VALUE && file->edges_read != lines[file->line].edges_seen) *events |= POLLPRI | POLLERR;
    pthread_mutex_unlock(&lock);
    return 0;
}

static int truncate_file(const char *path, off_t size, struct fuse_file_info *info) {
    (void)path, (void)size, (void)info;
    return 0;
}

/* Nothing may be cached: a level read must be the level now. */
static void *initialise(struct fuse_conn_info *connection, struct fuse_config *config) {
    (void)connection;
    config->direct_io = 1;
    config->kernel_cache = 0;
    config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
    return NULL;
}

static const struct fuse_operations operations = {
    .init = initialise, .getattr = get_attributes, .readdir = read_directory,
    .open = open_path, .release = close_file, .read = read_file,
    .write = write_file, .truncate = truncate_file, .poll = poll_file,
};

int main(int argc, char **argv) {
    if (getenv("BASE")) base = atoi(getenv("BASE"));
    if (getenv("NGPIO")) line_count = atoi(getenv("NGPIO"));
    if (getenv("LABEL")) label = getenv("LABEL");
    if (line_count > MAX_LINES) line_count = MAX_LINES;
    return fuse_main(argc, argv, &operations, NULL);
}
