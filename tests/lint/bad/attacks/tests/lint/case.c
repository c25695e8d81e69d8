is_run(void **state);
is_left_out(void **state);
CASE(is_run)
