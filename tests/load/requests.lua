-- Sends the requests that the environment describes; prints the figures as one line of JSON.

local function lines_of(path)
  local found = {}
  for line in io.lines(path) do found[#found + 1] = line end
  return found
end

local method, body, key = os.getenv("LOAD_METHOD"), os.getenv("LOAD_BODY"), os.getenv("LOAD_KEY")
local paths, tokens = lines_of(os.getenv("LOAD_PATHS")), {}
for token in os.getenv("LOAD_TOKENS"):gmatch("%S+") do tokens[#tokens + 1] = token end

local count, reading = 0, {}

local function make(path, token, more)
  more["Authorization"] = "Bearer " .. token
  return wrk.format(method, path, more, body)
end

function request()
  count = count + 1
  local path, token = paths[count % #paths + 1], tokens[count % #tokens + 1]
  if body then
    return make(path, token, { ["Content-Type"] = "application/json", ["Idempotency-Key"] = key .. count })
  end
  reading[path] = reading[path] or make(path, token, {})
  return reading[path]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  print(string.format(
    '{"per_second": %f, "p50_ms": %f, "p99_ms": %f, "requests": %d, "failed": %d}',
    (summary.requests - errors.status) / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.requests, failed))
end
