# What a job does and how a client is told to send one; job.py says what the names mean.
module Job
  module_function

  def note(event, name)
    File.open(ENV.fetch("JOURNAL"), "a") { |f| f.syswrite("#{format('%.3f', Time.now.to_f)} #{event} #{name} #{Process.pid}\n") }
  end

  def failed_before?(name)
    File.read(ENV.fetch("JOURNAL")).include?(" failed #{name} ")
  end

  def held?(name)
    name.start_with?("holds-") && !File.exist?(File.join(ENV.fetch("GATES"), name))
  end

  def work(name)
    note("start", name)
    sleep 0.02 while held?(name)
    if name.start_with?("fails-") && !failed_before?(name)
      note("failed", name)
      raise "the first attempt fails, as it should"
    end
    note("done", name)
  end

  def serve
    $stdin.each_line do |line|
      yield line.strip
      puts "ok"
    rescue StandardError => e
      puts "error #{e.class}: #{e.message.tr("\n", ' ')}"
    ensure
      $stdout.flush
    end
  end
end
