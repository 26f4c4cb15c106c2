# Sidekiq: lists that workers pop from, and sorted sets of what is scheduled or to be retried.
require "sidekiq"
require_relative "../job/job"

url = "redis://#{ENV.fetch('REDIS_HOST')}:#{ENV.fetch('REDIS_PORT')}/0"
Sidekiq.configure_client { |config| config.redis = { url: url } }
Sidekiq.configure_server do |config|
  config.redis = { url: url }
  config.options[:poll_interval_average] = 1
end

class Work
  include Sidekiq::Worker
  sidekiq_options retry: 3
  sidekiq_retry_in { 1 }

  def perform(name)
    Job.work(name)
  end
end

if $PROGRAM_NAME == __FILE__
  Job.serve { |name| name.start_with?("later-") ? Work.perform_in(2, name) : Work.perform_async(name) }
end
