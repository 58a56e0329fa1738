-- Notes that an effect is about to be tried. ARGV[3] effect ID, ARGV[4] name
-- of this call, so that its own repeat is not taken for an earlier try.
-- Returns -1 taken over, 0 never tried, 1 tried, 2 done.
if taken() then return -1 end
local was = redis.call('HGET', KEYS[2], ARGV[3])
if was == 'done' then return 2 end
if was and was ~= 'try ' .. ARGV[4] then return 1 end
redis.call('HSET', KEYS[2], ARGV[3], 'try ' .. ARGV[4])
return 0
