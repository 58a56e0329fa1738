-- Sets field ARGV[3] of the hash KEYS[2] to ARGV[4].
if taken() then return 0 end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
return 1
