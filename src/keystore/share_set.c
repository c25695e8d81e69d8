/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kdf.h"
#include "crypto/mac.h"
#include "keystore/share.h"

/*
 * Sets of shares: SLIP-39, "splitting" and "combining".  The secret is put
 * through a small cipher under the passphrase, split among the groups, and
 * each group's part among its members.
 */
enum {
    DIGEST_X       = 254,
    SECRET_X       = 255,
    DIGEST_LEN     = 4,
    ROUNDS         = 4,
    ROUND_PASSES   = 2500,
    HALF_MAX       = MOHUR__SHARE_SECRET_MAX / 2,
    ROUND_PASS_MAX = 1 + MOHUR__SHARE_PASS_MAX,
    ROUND_SALT_MAX = 8 + HALF_MAX,
    MEMBERS_MAX    = MOHUR__SHARE_MEMBERS_MAX
};

/* ---- the cipher ---- */

/* One half gets the other's image.  CT: as mohur__pbkdf2. */
static mohur_status
round_apply(mohur_ctx *ctx,
            const struct mohur__share_plan *plan,
            uint8_t round,
            mohur__bytes from,
            mohur__span to)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf pass  = {0};
    struct mohur__buf salt  = {0};
    uint8_t image[HALF_MAX] = {0};
    mohur__span room        = mohur__span_sub(MOHUR__SPAN(image), 0, to.len);

    mohur__buf_init(&pass, ctx, ROUND_PASS_MAX);
    mohur__buf_init(&salt, ctx, ROUND_SALT_MAX);
    mohur__buf_u8(&pass, round);
    mohur__buf_bytes(&pass, plan->passphrase);
    if (!plan->set.extendable) {
        mohur__buf_bytes(&salt, MOHUR__TEXT("shamir"));
        mohur__buf_u16(&salt, plan->set.id);
    }
    mohur__buf_bytes(&salt, from);
    TRY(mohur__buf_status(&pass));
    TRY(mohur__buf_status(&salt));
    TRY(mohur__pbkdf2(ctx, MOHUR_ALG_SHA_256, mohur__buf_view(&pass),
                      mohur__buf_view(&salt),
                      (uint32_t)ROUND_PASSES << plan->set.exponent, room));
    for (size_t i = 0; i < to.len; i++) {
        to.data[i] ^= image[i];
    }

out:
    mohur__wipe(image, sizeof image);
    mohur__buf_wipe(&pass);
    mohur__buf_wipe(&salt);
    return st;
}

/*
 * A Feistel network that changes halves in place: in round i the left half
 * if i is even.  Back is the same in the other order.
 */
static mohur_status
cipher(mohur_ctx *ctx,
       const struct mohur__share_plan *plan,
       bool back,
       mohur__bytes in,
       struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__secret *x = NULL;
    mohur__span half[2];
    size_t middle = in.len / 2;

    *out = NULL;
    TRY(mohur__secret_copy(ctx, in, &x));
    half[0] = mohur__span_sub(mohur__secret_span(x), 0, middle);
    half[1] = mohur__span_sub(mohur__secret_span(x), middle, in.len);
    for (uint8_t i = 0; i < ROUNDS; i++) {
        uint8_t round = back ? (uint8_t)(ROUNDS - 1 - i) : i;
        TRY(round_apply(ctx, plan, round, mohur__span_bytes(half[(i + 1) % 2]),
                        half[i % 2]));
    }
    TRY(mohur__secret_new(ctx, in.len, out));
    mohur__copy(mohur__secret_span(*out), mohur__span_bytes(half[1]));
    mohur__copy(mohur__span_sub(mohur__secret_span(*out), middle, in.len),
                mohur__span_bytes(half[0]));

out:
    mohur__secret_free(x);
    return st;
}

/* ---- one level of sharing ---- */

/* CT: leaks the length. */
static mohur_status
digest_of(mohur_ctx *ctx,
          mohur__bytes random,
          mohur__bytes secret,
          uint8_t out[DIGEST_LEN])
{
    return mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_256, random, &secret, 1,
                      mohur__span_of(out, DIGEST_LEN));
}

/* The digest's point: digest, then the random bytes that it is keyed with. */
static mohur_status
digest_point(mohur_ctx *ctx, mohur__bytes secret, struct mohur__secret **out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__secret *y = NULL;
    mohur__bytes random     = MOHUR__NOTHING;

    TRY(mohur__secret_random(ctx, secret.len, &y));
    random = mohur__bytes_sub(mohur__secret_bytes(y), DIGEST_LEN, secret.len);
    TRY(digest_of(ctx, random, secret, mohur__secret_span(y).data));
    *out = y;
    y    = NULL;

out:
    mohur__secret_free(y);
    return st;
}

/*
 * Values at 0, 1, ...: threshold - 2 of them are uniformly random, zeros
 * included, and with digest and secret they give the rest.
 */
static mohur_status
values_split(mohur_ctx *ctx,
             struct mohur__share_group of,
             mohur__bytes secret,
             struct mohur__secret *out[MEMBERS_MAX])
{
    mohur_status st                              = MOHUR_OK;
    struct mohur__shamir_point base[MEMBERS_MAX] = {{0}};
    struct mohur__secret *digest                 = NULL;
    size_t n                                     = 0;

    if (of.threshold == 1) {
        TRY(mohur__secret_copy(ctx, secret, &out[0]));
        goto out;
    }
    for (; n + 2 < of.threshold; n++) {
        TRY(mohur__secret_random(ctx, secret.len, &out[n]));
        base[n] = (struct mohur__shamir_point){(uint8_t)n,
                                               mohur__secret_bytes(out[n])};
    }
    TRY(digest_point(ctx, secret, &digest));
    base[n] =
        (struct mohur__shamir_point){DIGEST_X, mohur__secret_bytes(digest)};
    base[n + 1] = (struct mohur__shamir_point){SECRET_X, secret};
    for (size_t i = n; i < of.count; i++) {
        TRY(mohur__secret_new(ctx, secret.len, &out[i]));
        TRY(mohur__shamir_interpolate(ctx, base, of.threshold, (uint8_t)i,
                                      mohur__secret_span(out[i])));
    }

out:
    mohur__secret_free(digest);
    return st;
}

static void
values_wipe(struct mohur__secret *values[MEMBERS_MAX])
{
    for (size_t i = 0; i < MEMBERS_MAX; i++) {
        mohur__secret_free(values[i]);
        values[i] = NULL;
    }
}

/* CT: leaks whether the digest fits. */
static mohur_status
values_recover(mohur_ctx *ctx,
               const struct mohur__shamir_point *points,
               size_t threshold,
               struct mohur__secret **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__secret *secret = NULL;
    struct mohur__secret *digest = NULL;
    size_t len                   = points[0].y.len;
    uint8_t want[DIGEST_LEN]     = {0};
    mohur__bytes got             = MOHUR__NOTHING;

    if (threshold == 1) {
        return mohur__secret_copy(ctx, points[0].y, out);
    }
    TRY(mohur__secret_new(ctx, len, &secret));
    TRY(mohur__secret_new(ctx, len, &digest));
    TRY(mohur__shamir_interpolate(ctx, points, threshold, SECRET_X,
                                  mohur__secret_span(secret)));
    TRY(mohur__shamir_interpolate(ctx, points, threshold, DIGEST_X,
                                  mohur__secret_span(digest)));
    got = mohur__secret_bytes(digest);
    TRY(digest_of(ctx, mohur__bytes_sub(got, DIGEST_LEN, len),
                  mohur__secret_bytes(secret), want));
    REQUIRE(ctx,
            mohur__ct_equal(mohur__bytes_sub(got, 0, DIGEST_LEN),
                            MOHUR__BYTES(want)),
            MOHUR_E_PASSPHRASE, "one of the shares was made up or changed");
    *out   = secret;
    secret = NULL;

out:
    mohur__secret_free(secret);
    mohur__secret_free(digest);
    return st;
}

/* ---- splitting ---- */

static bool
pass_is_plain(mohur__bytes passphrase)
{
    bool plain = passphrase.len <= MOHUR__SHARE_PASS_MAX;

    for (size_t i = 0; i < passphrase.len; i++) {
        plain =
            plain && passphrase.data[i] >= 0x20 && passphrase.data[i] <= 0x7E;
    }
    return plain;
}

mohur_status
mohur__share_plan_check(mohur_ctx *ctx, const struct mohur__share_plan *plan)
{
    mohur_status st                    = MOHUR_OK;
    const struct mohur__share_set *set = &plan->set;

    REQUIRE(ctx,
            set->group_threshold >= 1 &&
                set->group_threshold <= set->group_count &&
                set->group_count <= MOHUR__SHARE_GROUPS_MAX,
            MOHUR_E_ARGUMENT, "there is no such threshold of groups");
    for (size_t i = 0; i < set->group_count; i++) {
        const struct mohur__share_group *g = &plan->group[i];
        REQUIRE(
            ctx,
            g->threshold >= 1 && g->threshold <= g->count &&
                g->count <= MEMBERS_MAX && (g->threshold > 1 || g->count == 1),
            MOHUR_E_ARGUMENT, "shares are 2 of 2 to 16 of 16, or one alone");
    }
    REQUIRE(ctx, pass_is_plain(plan->passphrase), MOHUR_E_ARGUMENT,
            "a passphrase of shares is up to %d bytes of printable ASCII",
            MOHUR__SHARE_PASS_MAX);

out:
    return st;
}

size_t
mohur__share_plan_count(const struct mohur__share_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->set.group_count; i++) {
        count += plan->group[i].count;
    }
    return count;
}

static mohur_status
group_split(mohur_ctx *ctx,
            const struct mohur__share_plan *plan,
            size_t g,
            mohur__bytes part,
            struct mohur__share *out)
{
    mohur_status st                           = MOHUR_OK;
    struct mohur__secret *values[MEMBERS_MAX] = {NULL};

    TRY(values_split(ctx, plan->group[g], part, values));
    for (size_t m = 0; m < plan->group[g].count; m++) {
        out[m] = (struct mohur__share){
            .set       = plan->set,
            .group     = (uint8_t)g,
            .member    = (uint8_t)m,
            .threshold = plan->group[g].threshold,
            .value     = values[m],
        };
        values[m] = NULL;
    }

out:
    values_wipe(values);
    return st;
}

mohur_status
mohur__share_split(mohur_ctx *ctx,
                   const struct mohur__share_plan *plan,
                   mohur__bytes secret,
                   struct mohur__share *out)
{
    mohur_status st                          = MOHUR_OK;
    struct mohur__secret *sealed             = NULL;
    struct mohur__secret *parts[MEMBERS_MAX] = {NULL};
    struct mohur__share_group groups         = {plan->set.group_threshold,
                                                plan->set.group_count};
    size_t done                              = 0;

    TRY(mohur__share_plan_check(ctx, plan));
    REQUIRE(ctx,
            secret.len >= MOHUR__SHARE_SECRET_MIN &&
                secret.len <= MOHUR__SHARE_SECRET_MAX && secret.len % 2 == 0,
            MOHUR_E_ARGUMENT, "a shared secret has 16, 18, ... or 64 bytes");
    TRY(cipher(ctx, plan, false, secret, &sealed));
    if (groups.threshold == 1) {
        groups.count = 1;
    }
    TRY(values_split(ctx, groups, mohur__secret_bytes(sealed), parts));
    for (size_t g = 0; g < plan->set.group_count; g++) {
        /* With one group enough, each has the whole. */
        size_t from = groups.threshold == 1 ? 0 : g;
        TRY(group_split(ctx, plan, g, mohur__secret_bytes(parts[from]),
                        out + done));
        done += plan->group[g].count;
    }

out:
    for (size_t i = 0; st != MOHUR_OK && i < done; i++) {
        mohur__share_wipe(&out[i]);
    }
    values_wipe(parts);
    mohur__secret_free(sealed);
    return st;
}

/* ---- combining ---- */

static bool
same_set(const struct mohur__share *a, const struct mohur__share *b)
{
    return a->set.id == b->set.id && a->set.extendable == b->set.extendable &&
           a->set.exponent == b->set.exponent &&
           a->set.group_threshold == b->set.group_threshold &&
           a->set.group_count == b->set.group_count &&
           mohur__secret_bytes(a->value).len ==
               mohur__secret_bytes(b->value).len;
}

/* Each against the first, and against those of its group. */
static mohur_status
shares_fit(mohur_ctx *ctx, const struct mohur__share *shares, size_t n)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, n > 0 && n <= MOHUR__SHARES_MAX, MOHUR_E_PASSPHRASE,
            "there are no shares, or too many");
    for (size_t i = 1; i < n; i++) {
        REQUIRE(ctx, same_set(&shares[0], &shares[i]), MOHUR_E_PASSPHRASE,
                "share %zu is of another set than share 1", i + 1);
        for (size_t j = 0; j < i; j++) {
            if (shares[i].group != shares[j].group) {
                continue;
            }
            REQUIRE(ctx, shares[i].threshold == shares[j].threshold,
                    MOHUR_E_PASSPHRASE,
                    "shares %zu and %zu are of different sets", j + 1, i + 1);
            REQUIRE(ctx, shares[i].member != shares[j].member,
                    MOHUR_E_PASSPHRASE,
                    "shares %zu and %zu have the same place in the set", j + 1,
                    i + 1);
        }
    }

out:
    return st;
}

/* Those beyond the threshold must lie where the others say. */
static mohur_status
rest_fits(mohur_ctx *ctx,
          const struct mohur__shamir_point *points,
          size_t threshold,
          size_t n)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *want = NULL;
    size_t len                 = points[0].y.len;

    TRY(mohur__secret_new(ctx, len, &want));
    for (size_t i = threshold; i < n; i++) {
        TRY(mohur__shamir_interpolate(ctx, points, threshold, points[i].x,
                                      mohur__secret_span(want)));
        REQUIRE(ctx, mohur__ct_equal(mohur__secret_bytes(want), points[i].y),
                MOHUR_E_PASSPHRASE, "one of the shares was made up or changed");
    }

out:
    mohur__secret_free(want);
    return st;
}

/* The part of one group; *out stays NULL if too few of it are there. */
static mohur_status
group_recover(mohur_ctx *ctx,
              const struct mohur__share *shares,
              size_t n,
              uint8_t group,
              struct mohur__secret **out)
{
    mohur_status st                                = MOHUR_OK;
    struct mohur__shamir_point points[MEMBERS_MAX] = {{0}};
    size_t found                                   = 0;
    size_t threshold                               = 0;

    for (size_t i = 0; i < n; i++) {
        if (shares[i].group == group) {
            threshold       = shares[i].threshold;
            points[found++] = (struct mohur__shamir_point){
                shares[i].member, mohur__secret_bytes(shares[i].value)};
        }
    }
    if (found == 0 || found < threshold) {
        return MOHUR_OK;
    }
    TRY(values_recover(ctx, points, threshold, out));
    TRY(rest_fits(ctx, points, threshold, found));

out:
    return st;
}

static mohur_status
groups_recover(mohur_ctx *ctx,
               const struct mohur__share *shares,
               size_t n,
               struct mohur__secret **out)
{
    mohur_status st                                = MOHUR_OK;
    struct mohur__shamir_point points[MEMBERS_MAX] = {{0}};
    struct mohur__secret *parts[MEMBERS_MAX]       = {NULL};
    size_t need  = shares[0].set.group_threshold;
    size_t found = 0;

    for (uint8_t g = 0; g < MOHUR__SHARE_GROUPS_MAX; g++) {
        TRY(group_recover(ctx, shares, n, g, &parts[g]));
        if (parts[g] != NULL) {
            points[found++] =
                (struct mohur__shamir_point){g, mohur__secret_bytes(parts[g])};
        }
    }
    REQUIRE(ctx, found >= need, MOHUR_E_PASSPHRASE,
            need == 1 ? "there are fewer shares than are needed: %u of a set"
                      : "there are shares for fewer groups than %u",
            (unsigned)(need == 1 ? shares[0].threshold : need));
    TRY(values_recover(ctx, points, need, out));
    TRY(rest_fits(ctx, points, need, found));

out:
    values_wipe(parts);
    return st;
}

mohur_status
mohur__share_combine(mohur_ctx *ctx,
                     const struct mohur__share *shares,
                     size_t n,
                     mohur__bytes passphrase,
                     struct mohur__secret **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__secret *sealed  = NULL;
    struct mohur__share_plan plan = {.passphrase = passphrase};

    *out = NULL;
    TRY(shares_fit(ctx, shares, n));
    plan.set = shares[0].set;
    TRY(groups_recover(ctx, shares, n, &sealed));
    TRY(cipher(ctx, &plan, true, mohur__secret_bytes(sealed), out));

out:
    mohur__secret_free(sealed);
    return st;
}
